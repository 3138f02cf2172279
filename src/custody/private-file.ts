import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Puts a text into a file that only its owner may read: wholly or not at all, even if the machine fails. */
export function writePrivately(path: string, text: string): void {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const file = openSync(draft, "wx", 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Makes sure that there is a folder that is nobody else's. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stats = lstatSync(path);
  if (!stats.isDirectory() || !isMine(stats)) throw new Error(`${path} is not a folder of this user.`);
  if (stats.mode & 0o077) chmodSync(path, 0o700);
}

/** Whether a file or folder belongs to the user of this process. */
export function isMine({ uid }: Stats): boolean {
  return uid === process.getuid?.();
}

/** Without it, a rename may be forgotten when the machine fails. */
function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
