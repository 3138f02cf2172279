import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Problem } from "../schema";
import { withLock } from "./lock";
import { makePrivateFolder, writePrivately } from "./private-file";
import { type KeyRecord, parseRecord } from "./record";

/** Whose records they are: those of other deployments in the same folder are never seen. */
export interface Deployment {
  readonly stack: string;
  readonly workspace: string;
}

/** The records of one deployment: a folder of its own, 0700, with a file for each key, 0600. */
export class Records {
  readonly folder: string;

  /** @param root the folder that the user chose; made if it is missing */
  constructor(root: string, { stack, workspace }: Deployment) {
    this.folder = join(resolve(root), fileName(`${stack}@${workspace}`));
    try {
      makePrivateFolder(this.folder);
    } catch (error) {
      throw new Problem({
        kind: "records_unusable",
        summary: "The folder of the records cannot be used",
        detail: (error as Error).message,
        remedy: "Give `records` a folder in which this user may write.",
      });
    }
  }

  /** The record of an owner, or `undefined`. @throws Problem if there is one that cannot be read */
  read(owner: string): KeyRecord | undefined {
    return this.#parse(this.#path(owner));
  }

  /** Replaces the record of an owner at once. */
  write(record: KeyRecord): void {
    writePrivately(this.#path(record.owner), `${JSON.stringify(record, null, 2)}\n`);
  }

  /** Forgets an owner. */
  remove(owner: string): void {
    rmSync(this.#path(owner), { force: true });
  }

  /** All records. */
  all(): KeyRecord[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(".json") && !name.startsWith("."))
      .flatMap((name) => this.#parse(join(this.folder, name)) ?? []);
  }

  /** Works while no other process does anything about the same owner. */
  locked<T>(owner: string, work: () => Promise<T>): Promise<T> {
    return withLock(`${this.#path(owner)}.lock`, work);
  }

  #path(owner: string): string {
    return join(this.folder, `${fileName(owner)}.json`);
  }

  #parse(path: string): KeyRecord | undefined {
    const text = textOf(path);
    if (text === undefined) return undefined;
    const record = parseRecord(text);
    if (record) return record;
    throw new Problem({
      kind: "record_unreadable",
      summary: "A record cannot be read",
      detail: `${path} is damaged, or was written by a newer version of this package.`,
      remedy: "Restore it. If you remove it, the key that it speaks of may stay live without anybody knowing of it.",
    });
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A name for people to recognise, and a hash by which no two are the same. */
function fileName(text: string): string {
  const readable = text
    .replace(/[^\w@.-]+/g, "-")
    .replace(/^\.+/, "")
    .slice(0, 60);
  return `${readable}-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
}
