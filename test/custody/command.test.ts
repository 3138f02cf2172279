import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { feed } from "../../src/custody/command";
import { eventually } from "../support/terraform";

const VALUE = "TPJMQrAOGjRxOrxJuUgDWnFGbZEIHYJzTPJMQrAOGjQ=";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "command-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(file(name), "utf8");
const sh = (script: string, patienceMs?: number) =>
  feed(["sh", "-c", script], VALUE, { PATH: process.env.PATH, FOLDER: folder }, patienceMs);

/** Whether a process whose id a command has written down is there. */
function isThere(name: string): boolean {
  try {
    process.kill(Number(text(name)), 0);
    return true;
  } catch {
    return false;
  }
}

test("a command is given the value on standard input, and its end", async () => {
  await sh('cat > "$FOLDER/value"');
  expect(text("value")).toBe(VALUE);
});

test("a command may open its standard input by name", async () => {
  await sh('cp /dev/stdin "$FOLDER/value"');
  expect(text("value")).toBe(VALUE);
});

test.each([
  ["nothing", "exit 0"],
  ["nothing, and has closed its standard input", "exec 0<&-; exit 0"],
  ["only a part", 'head -c 10 > "$FOLDER/value"'],
])("a command that ends well but has read %s has not stored the value", async (_what, script) => {
  await expect(sh(script)).rejects.toThrow("sh did not read the value.");
});

test("a command that hangs behind a shell is ended with all that it has started", async () => {
  const script = 'cat > "$FOLDER/value"; echo waiting >&2; sleep 1000 & echo $! > "$FOLDER/pid"; wait; true';
  await expect(sh(script, 500)).rejects.toThrow("sh did not end within 0.5 s. It said: waiting");
  await eventually("its helper has ended", () => !isThere("pid"), 10_000);
});

test("a helper that goes on and keeps standard error open does not hold up a command that has ended well", async () => {
  await sh('cat > "$FOLDER/value"; sleep 1000 & echo $! > "$FOLDER/pid"');
  expect(isThere("pid")).toBe(true);
  process.kill(Number(text("pid")), "SIGKILL");
});

test("a command that fails is quoted, and its helpers are ended, even one that keeps standard error open", async () => {
  const script = 'sleep 1000 & echo $! > "$FOLDER/pid"; echo because >&2; exit 3';
  await expect(sh(script)).rejects.toThrow("sh ended with exit code 3. It said: because");
  await eventually("its helper has ended", () => !isThere("pid"), 10_000);
});

test("a command's words are its own: no shell interprets them, and none of its builtins stands in for a program", async () => {
  const script = 'cat > "$FOLDER/value"; printf "%s|" "$@" > "$FOLDER/words"';
  const words = ["$FOLDER", "a b", "", "`id`", "'\"; exit 1"];
  await feed(["sh", "-c", script, "sh", ...words], VALUE, { PATH: process.env.PATH, FOLDER: folder });
  expect(text("words")).toBe(`${words.join("|")}|`);
  await expect(feed(["eval", "cat"], VALUE, { PATH: process.env.PATH })).rejects.toThrow("eval cannot be run");
});

test("a handler that is told to end takes its command along", async () => {
  const script = `require(${JSON.stringify(join(__dirname, "../../lib/custody/command.js"))}).feed(
    ["sh", "-c", 'cat > "$FOLDER/value"; echo $$ > "$FOLDER/pid"; exec sleep 1000'], "value", process.env)`;
  const handler = spawn(process.execPath, ["-e", script], { env: { ...process.env, FOLDER: folder } });
  const ended = new Promise((resolve) => handler.once("close", (_code, signal) => resolve(signal)));
  await eventually("the command runs", () => existsSync(file("pid")) && text("pid").endsWith("\n"), 10_000);
  handler.kill("SIGTERM");
  expect(await ended).toBe("SIGTERM");
  await eventually("the command has ended", () => !isThere("pid"), 10_000);
});
