import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Problem } from "../schema";
import { LockLost, withLock } from "./lock";
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
  readonly #held = new Set<() => void>();

  /**
   * @param root the folder that the user chose; made if it is missing
   * @param deployment which one it is, or the name of its folder
   */
  constructor(root: string, deployment: Deployment | string) {
    this.folder = join(resolve(root), typeof deployment === "string" ? deployment : folderOf(deployment));
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
    return this.#parse(this.pathOf(owner));
  }

  /** Replaces the record of an owner at once. @throws LockLost if this process holds a lock no more that it took */
  write(record: KeyRecord): void {
    this.confirm();
    writePrivately(this.pathOf(record.owner), `${JSON.stringify(record, null, 2)}\n`);
  }

  /** Forgets an owner. @throws LockLost as `write` */
  remove(owner: string): void {
    this.confirm();
    rmSync(this.pathOf(owner), { force: true });
  }

  /** All records. */
  all(): KeyRecord[] {
    return recordFilesIn(this.folder).flatMap((path) => this.#parse(path) ?? []);
  }

  /** The ids, in lower case, of all keys that the user's folder has records of: those of other deployments as well. */
  knownIds(): ReadonlySet<string> {
    const root = dirname(this.folder);
    const paths = deploymentsIn(root).flatMap((name) => recordFilesIn(join(root, name)));
    const records = paths.map((path) => parseRecord(textOf(path) ?? ""));
    return new Set(
      records.flatMap((record) => (record?.key && record.stage !== "revoked" ? [record.key.id.toLowerCase()] : [])),
    );
  }

  /** Works while no other process does anything about the same owner. */
  async locked<T>(owner: string, work: () => Promise<T>): Promise<T> {
    try {
      return await withLock(`${this.pathOf(owner)}.lock`, async (confirm) => {
        this.#held.add(confirm);
        try {
          return await work();
        } finally {
          this.#held.delete(confirm);
        }
      });
    } catch (error) {
      throw error instanceof LockLost ? overtaken(owner, error) : error;
    }
  }

  /** Makes sure that nobody has taken over what this process is at work on. @throws LockLost */
  confirm(): void {
    for (const confirm of this.#held) confirm();
  }

  /** What `confirm` would throw. */
  loss(): LockLost | undefined {
    try {
      this.confirm();
      return undefined;
    } catch (error) {
      if (error instanceof LockLost) return error;
      throw error;
    }
  }

  /** The file of an owner's record. */
  pathOf(owner: string): string {
    return join(this.folder, `${fileName(owner)}.json`);
  }

  #parse(path: string): KeyRecord | undefined {
    const text = textOf(path);
    if (text === undefined) return undefined;
    const record = parseRecord(text);
    if (record && this.pathOf(record.owner) === path) return record;
    throw new Problem({
      kind: "record_unreadable",
      summary: "A record cannot be read",
      detail: `${path} is damaged, or that of another declaration, or was written by a newer version of this package.`,
      remedy: "Restore it. If you remove it, the key that it speaks of may stay live without anybody knowing of it.",
    });
  }
}

function overtaken(owner: string, cause: LockLost): Problem {
  return new Problem(
    {
      kind: "lock_lost",
      summary: `Another handler has taken over the API key of ${owner}`,
      detail:
        "This one was stopped for so long that it was taken for dead. It has changed nothing since then, and has taken " +
        "back what it had not finished.",
      remedy:
        "Apply again. If a command was given a value in the meantime, see to it that it has that of the live key.",
    },
    { cause },
  );
}

/**
 * The records that are in the user's folder: of all deployments, or of one. Makes nothing.
 * @throws Problem if there are none
 */
export function recordsUnder(root: string, deployment?: Deployment): readonly Records[] {
  const there = existsSync(root) ? deploymentsIn(resolve(root)) : [];
  const wanted = deployment && folderOf(deployment);
  const found = there.filter((name) => wanted === undefined || name === wanted);
  if (found.length > 0) return found.map((name) => new Records(root, name));
  const whose = deployment ? ` of stack "${deployment.stack}" in workspace "${deployment.workspace}"` : "";
  throw new Problem({
    kind: "bad_usage",
    summary: `There are no records${whose} in ${resolve(root)}`,
    detail: there.length > 0 ? `There are those of: ${there.join(", ")}.` : undefined,
    remedy: "Give the folder that the constructs have as `records`.",
  });
}

/** The names of the folders that deployments have in the user's folder. */
function deploymentsIn(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /-[0-9a-f]{12}$/.test(entry.name))
    .map(({ name }) => name);
}

function folderOf({ stack, workspace }: Deployment): string {
  return fileName(`${stack}@${workspace}`);
}

function recordFilesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && !name.startsWith("."))
    .map((name) => join(folder, name));
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
