import { type Command, CommanderError } from "commander";
import { isProblem, visible } from "../schema";
import { inLines } from "./lines";

const BAD_USAGE = 2;

/** Runs a program to its end. Exit codes: 0 done, 1 failed, 2 not understood. */
export async function run(program: Command, argv: readonly string[]): Promise<void> {
  program.showHelpAfterError("(--help lists what there is)").exitOverride();
  for (const command of program.commands) command.copyInheritedSettings(program);
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
