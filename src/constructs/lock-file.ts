import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { ProviderPin } from "./plugin";

/** A provider's entry in Terraform's dependency lock file. Without a hash, `terraform init` fills in what it finds. */
export interface LockEntry extends ProviderPin {
  readonly hash?: string;
}

/** The text of a lock file with our own entry set, and with entries added for those providers that have none yet. */
export function withEntries(text: string, own: LockEntry, others: readonly LockEntry[]): string {
  const present = entryOf(text, own.address);
  const replaced =
    present === undefined ? append(text, own) : says(present, own) ? text : text.replace(present, () => render(own));
  return others.reduce(
    (sofar, other) => (entryOf(sofar, other.address) === undefined ? append(sofar, other) : sofar),
    replaced,
  );
}

/** The version constraint that a lock file records for a provider, if it has an entry with one. */
export function lockedConstraint(text: string, address: string): string | undefined {
  return /^\s*constraints\s*=\s*"([^"]*)"/m.exec(entryOf(text, address) ?? "")?.[1];
}

/** Changes a lock file at once or not at all, and only if there is something to change. */
export function rewriteLockFile(path: string, change: (text: string) => string): void {
  const before = readIfPresent(path);
  const after = change(before);
  if (after === before) return;
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, after);
  renameSync(draft, path);
}

/** The full address of a provider's `source`, which may leave out the public registry and its default namespace. */
export function fullAddress(source: string): string {
  const parts = source.toLowerCase().split("/");
  if (parts.length === 1) return `registry.terraform.io/hashicorp/${parts[0]}`;
  return parts.length === 2 ? `registry.terraform.io/${parts.join("/")}` : parts.join("/");
}

function entryOf(text: string, address: string): string | undefined {
  return text.match(/^provider "[^"]+" \{$[\s\S]*?^\}$/gm)?.find((entry) => entry.startsWith(`provider "${address}" `));
}

function says(entry: string, { version, hash }: LockEntry): boolean {
  const field = (name: string) => new RegExp(`^\\s*${name}\\s*=\\s*"([^"]*)"`, "m").exec(entry)?.[1];
  const sameHash = hash === undefined || entry.includes(`"${hash}"`);
  return sameHash && field("version") === version && field("constraints") === version;
}

function append(text: string, entry: LockEntry): string {
  return `${text === "" ? "" : `${text.trimEnd()}\n\n`}${render(entry)}\n`;
}

function render({ address, version, hash }: LockEntry): string {
  const hashes = hash === undefined ? "" : `  hashes = [\n    "${hash}",\n  ]\n`;
  return `provider "${address}" {\n  version     = "${version}"\n  constraints = "${version}"\n${hashes}}`;
}

/** The text of a file; empty if there is none. */
export function readIfPresent(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
