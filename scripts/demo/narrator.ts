import { isDeepStrictEqual } from "node:util";
import type { Outcome } from "./workshop";

/** Codes of terminals. */
const BOLD = 1;
const GREEN = 32;

/** Something is not as the story says. */
export class Mismatch extends Error {}

/** Tells a story step by step, and stops it where it does not hold. */
export class Narrator {
  private steps = 0;
  private readonly started = Date.now();

  constructor(private readonly out: NodeJS.WriteStream) {}

  title(text: string): void {
    this.line(this.painted(BOLD, text));
  }

  aside(text: string): void {
    this.line(`   ${text}`);
  }

  end(text: string): void {
    this.line(`\n${text} (${seconds(this.started)} in all)`);
  }

  fail(reason: string, folder: string): void {
    this.line(`\nThe story does not hold: ${reason}\nEverything is left to look at in ${folder}`);
  }

  /** One step: what is done, why, and how it went. Shows that it is alive while it takes long. */
  async step(what: string, why: string, act: () => Promise<string>): Promise<void> {
    this.steps += 1;
    this.line(`\n${this.painted(BOLD, `${this.steps}. ${what}`)}\n   ${why}`);
    const begun = Date.now();
    const alive = setInterval(() => this.line(`   ... ${seconds(begun)}`), 10_000);
    try {
      const result = await act();
      this.line(`   ${this.painted(GREEN, `=> ${result}`)} (${seconds(begun)})`);
    } finally {
      clearInterval(alive);
    }
  }

  /** What a program has said. */
  show(what: string, text: string): void {
    const lines = text.split("\n").map((line) => `   | ${line}`.trimEnd());
    this.line(`   ${what}:\n${lines.join("\n")}`);
  }

  expect(what: string, actual: unknown, expected: unknown): void {
    if (isDeepStrictEqual(actual, expected)) return;
    this.mismatch(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
  }

  async succeeds(running: Promise<Outcome>, command: string): Promise<Outcome> {
    const outcome = await running;
    if (outcome.code !== 0) this.mismatch(`${command} ended with exit code ${outcome.code}:\n${outcome.output}`);
    return outcome;
  }

  mismatch(reason: string): never {
    throw new Mismatch(reason);
  }

  /** In colour, on a terminal that is not asked to do without. */
  private painted(code: number, text: string): string {
    return this.out.isTTY && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text;
  }

  private line(text: string): void {
    this.out.write(`${text}\n`);
  }
}

function seconds(since: number): string {
  return `${Math.round((Date.now() - since) / 1000)} s`;
}
