import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Problem } from "../schema";
import { feed } from "./command";
import { isMine, writePrivately } from "./private-file";

/** Where a key's value goes. */
export type Sink = { readonly file: string } | { readonly command: readonly string[] };

/** The longest that a file with a key in it can reasonably be. */
const LONGEST = 4096;

/** Finds out whether a sink takes a value, as far as that can be told before there is one. @throws Problem */
export function checkSink(sink: Sink, options: { readonly mayReplace: boolean }): void {
  if ("command" in sink) return;
  const path = resolve(sink.file);
  const why = wrongFolder(dirname(path)) ?? wrongFile(path, options.mayReplace);
  if (why === undefined) return;
  throw new Problem({
    kind: "sink_refused",
    summary: "The key's value cannot be stored safely",
    detail: why,
    remedy: "Give `secretFile` a new file in a folder that only this user may enter (mode 0700).",
  });
}

/** Stores a value. @throws Error that never holds the value */
export async function store(sink: Sink, value: string, environment: NodeJS.ProcessEnv): Promise<void> {
  if ("file" in sink) writePrivately(resolve(sink.file), value);
  else await feed(sink.command, value, environment);
}

/** The file that a sink is; `undefined` for a command. */
export function fileOf(sink: Sink): string | undefined {
  return "file" in sink ? sink.file : undefined;
}

/** The text of a file that a value may have been stored in; `undefined` if there is none, or nothing like a value in it. */
export function storedValue(path: string): string | undefined {
  const text = privateText(resolve(path))?.trim();
  return text !== undefined && looksLikeValue(text) ? text : undefined;
}

/** The value of a key, if it is in a file. */
export function valueIn(path: string | undefined, { hint }: { readonly hint: string }): string | undefined {
  const value = path === undefined ? undefined : storedValue(path);
  return value?.startsWith(hint) ? value : undefined;
}

/** Removes the file of a value that is of no use any more, if that is still what it holds. */
export function removeStored(path: string, hint: string): void {
  const value = storedValue(path);
  if (value !== undefined && hint !== "" && value.startsWith(hint)) rmSync(resolve(path), { force: true });
}

function wrongFolder(folder: string): string | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  if (stats.isSymbolicLink()) return `${folder} is a symbolic link.`;
  if (!stats.isDirectory()) return `${folder} is no folder.`;
  if (!isMine(stats)) return `${folder} belongs to another user.`;
  return stats.mode & 0o077 ? `${folder} can be entered by other users of this machine.` : undefined;
}

function wrongFile(path: string, mayReplace: boolean): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  if (stats.isSymbolicLink()) return `${path} is a symbolic link.`;
  if (!stats.isFile()) return `${path} is no file.`;
  if (mayReplace || stats.size === 0 || storedValue(path) !== undefined) return undefined;
  return `${path} holds something else.`;
}

function privateText(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
  try {
    const stats = fstatSync(file);
    return stats.isFile() && stats.size <= LONGEST ? readFileSync(file, "utf8") : undefined;
  } finally {
    closeSync(file);
  }
}

/** 32 bytes in base64, as far as is known. */
function looksLikeValue(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}
