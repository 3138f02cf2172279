import { handlerCommand } from "./handler";
import { run } from "./run";
import { unsupportedReason } from "./supported";

/** The handler as a program of its own, which synth puts beside a stack. */
const reason = unsupportedReason();
if (reason === undefined) {
  void run(handlerCommand(), process.argv);
} else {
  process.stderr.write(`cdktf-cloudcraft: ${reason}\n`);
  process.exitCode = 1;
}
