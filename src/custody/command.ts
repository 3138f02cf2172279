import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

const PATIENCE_MS = 120_000;
/** How long a process that has left the group may keep us from what a failed command said. */
const LAST_WORDS_MS = 1_000;
/** How much of what a command says on failure is passed on. */
const QUOTED_CHARACTERS = 1_000;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const DEADLY = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/**
 * Runs its arguments, none of which it interprets, with a pipe as standard input, and counts what they leave unread: a
 * value is so short that a program that reads nothing of it fails in no other way.
 */
const COUNTING = 'cat | { (exec "$@" 3>&-); code=$?; wc -c >&3; exit $code; }';

/**
 * Runs a command, whose text no shell interprets, and feeds it a value on standard input. It has done its part when it ends with exit
 * code 0 and has read all of the value; what it leaves running is left alone. If it takes too long, it is ended, with
 * all that it has started. What it writes to standard output is thrown away.
 * @throws Error with what it said on standard error, in which the value is blotted out
 */
export function feed(
  [program = "", ...parameters]: readonly string[],
  value: string,
  environment: NodeJS.ProcessEnv,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // In a process group of its own, so that what it has started can be ended as well.
    const child = spawn("/bin/sh", ["-c", COUNTING, "sh", program, ...parameters], {
      env: environment,
      stdio: ["pipe", "ignore", "pipe", "pipe"],
      detached: true,
    });
    let late = false;
    // The timer of Node's own would live on, and the process with it, where the program cannot be run at all.
    const timer = setTimeout(() => {
      late = true;
      endGroup(child);
    }, patienceMs);
    const die = (signal: NodeJS.Signals) => {
      endGroup(child);
      settle();
      process.kill(process.pid, signal);
    };
    const settle = () => {
      clearTimeout(timer);
      for (const signal of DEADLY) process.off(signal, die);
    };
    for (const signal of DEADLY) process.on(signal, die);
    const [input, , errors, counted] = child.stdio as [Writable, null, Readable, Readable, null];
    const said = textOf(errors, 20 * QUOTED_CHARACTERS);
    const unread = textOf(counted, QUOTED_CHARACTERS);
    child.on("error", (error) => {
      settle();
      reject(new Error(`/bin/sh cannot be run: ${error.message}`));
    });
    child.on("exit", async (code, signal) => {
      settle();
      if (code === 0 && (await unread).trim() === "0") {
        errors.destroy();
        resolve();
        return;
      }
      endGroup(child);
      const how = late ? `did not end within ${patienceMs / 1000} s` : ending(code, signal);
      const lastWords = setTimeout(() => errors.destroy(), LAST_WORDS_MS);
      const words = quoted(await said, value);
      clearTimeout(lastWords);
      reject(new Error(`${program} ${how}.${words}`));
    });
    input.on("error", () => {
      // What was not read is counted.
    });
    input.end(value);
  });
}

/** What a stream says until it is closed, of which only the end is kept. */
function textOf(stream: Readable, length: number): Promise<string> {
  let text = "";
  stream.setEncoding("utf8").on("data", (more: string) => {
    text = (text + more).slice(-length);
  });
  return new Promise((resolve) => void stream.on("close", () => resolve(text)));
}

/** Ends a command and all that it has started and that has not left its group. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function ending(code: number | null, signal: NodeJS.Signals | null): string {
  if (code === NOT_FOUND || code === NOT_EXECUTABLE) return `cannot be run: exit code ${code}`;
  if (signal) return `was ended by ${signal}`;
  return code === 0 ? "did not read the value" : `ended with exit code ${code}`;
}

/** What a command said, without any word that shares more than a few characters with the value. */
function quoted(said: string, value: string): string {
  const forms = [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString("base64"),
    Buffer.from(value).toString("hex"),
  ];
  const telling = forms.flatMap((form) => windows(form));
  const words = said.trim().split(/(\s+)/);
  const text = words.map((word) => (telling.some((part) => word.includes(part)) ? "[blotted out]" : word)).join("");
  return text === "" ? "" : ` It said: ${text.slice(-QUOTED_CHARACTERS)}`;
}

/** All runs of characters that are too long to occur by chance. */
function windows(text: string): string[] {
  const length = 8;
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length));
}
