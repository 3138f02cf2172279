import { serve } from "../provider";
import { unsupportedReason } from "./supported";

const reason = unsupportedReason();
if (reason === undefined) {
  void serve(() => require("./program") as typeof import("./program"));
} else {
  // Terraform shows the first line of standard output as the reason why the provider did not start.
  process.stdout.write(`terraform-provider-cloudcraft: ${reason}\n`);
  process.exitCode = 1;
}
