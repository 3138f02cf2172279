import { Command, CommanderError } from "commander";
import { identity } from "../handlers";
import { isProblem, visible } from "../schema";
import { doctorCommand } from "./doctor";
import { emulatorCommand } from "./emulator";
import { handlerCommand } from "./handler";
import { installCommand, uninstallCommand } from "./install";
import { keysCommand } from "./keys";
import { inLines } from "./lines";
import { reviewCommand } from "./review";
import { sweepCommand } from "./sweep";

const BAD_USAGE = 2;

/** Runs the command line. Exit codes: 0 done, 1 failed, 2 not understood. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("cdktf-cloudcraft")
    .description("Cloudcraft API keys as code: the provider, the emulator, and a look at what is set up.")
    .version(identity.version, "-v, --version")
    .showHelpAfterError("(--help lists what there is)")
    .exitOverride();
  for (const command of [
    installCommand(),
    uninstallCommand(),
    emulatorCommand(),
    doctorCommand(),
    keysCommand(),
    handlerCommand(),
    sweepCommand(),
    reviewCommand(),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (!(error instanceof CommanderError)) process.stderr.write(`cdktf-cloudcraft: ${sentence(error)}\n`);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE;
  return isProblem(error) && error.kind === "bad_usage" ? BAD_USAGE : 1;
}

function sentence(error: unknown): string {
  if (isProblem(error)) return inLines(error);
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n").map(visible).join("\n");
}
