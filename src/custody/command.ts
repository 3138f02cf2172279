import { spawn } from "node:child_process";

const PATIENCE_MS = 120_000;
/** How much of what a command says on failure is passed on. */
const QUOTED_CHARACTERS = 1_000;

/**
 * Runs a command, without a shell, and feeds it a value on standard input. What it writes to standard output is thrown
 * away. @throws Error with what it said on standard error, in which the value is blotted out
 */
export function feed(
  [program = "", ...parameters]: readonly string[],
  value: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      env: environment,
      stdio: ["pipe", "ignore", "pipe"],
    });
    // The timer of Node's own would live on, and the process with it, where the program cannot be run at all.
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    let said = "";
    let unread: Error | undefined;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-20 * QUOTED_CHARACTERS);
    });
    child.stdin.on("error", (error) => {
      unread = error;
    });
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new Error(`${program} cannot be run: ${error.message}`));
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0 && !unread) resolve();
      else reject(new Error(`${program} ${ending(code, signal)}.${quoted(said, value)}`));
    });
    child.stdin.end(value);
  });
}

function ending(code: number | null, signal: NodeJS.Signals | null): string {
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
