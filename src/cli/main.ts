import { Command } from "commander";
import { identity } from "../handlers";
import { doctorCommand } from "./doctor";
import { emulatorCommand } from "./emulator";
import { handlerCommand } from "./handler";
import { initCommand } from "./init";
import { installCommand, uninstallCommand } from "./install";
import { keysCommand } from "./keys";
import { reviewCommand } from "./review";
import { run } from "./run";
import { sweepCommand } from "./sweep";

/** Runs the command line. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("cdktf-cloudcraft").description(
    "Cloudcraft API keys as code: the provider, the emulator, and a look at what is set up.",
  );
  const commands = [
    initCommand(),
    installCommand(),
    uninstallCommand(),
    emulatorCommand(),
    doctorCommand(),
    keysCommand(),
    handlerCommand(),
    sweepCommand(),
    reviewCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  await run(program.version(identity.version, "-v, --version"), argv);
}
