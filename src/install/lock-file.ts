import { join } from "node:path";
import type { ProviderPin } from "./mirror";
import { readIfPresent, replaceFile } from "./replace-file";

/** What Terraform's dependency lock file is called, in the folder that it works in. */
export const LOCK_FILE = ".terraform.lock.hcl";

/** A provider's entry in Terraform's dependency lock file. Without a hash, `terraform init` fills in what it finds. */
export interface LockEntry extends ProviderPin {
  readonly hash?: string;
}

/** An entry as it is found in a lock file. */
export interface Locked {
  readonly version: string | undefined;
  readonly constraints: string | undefined;
  /** The builds that it accepts, as `h1:...`; none: whichever comes first. */
  readonly hashes: readonly string[];
}

/** The text of a lock file with our own entry set, and with entries added for those providers that have none yet. */
export function withEntries(text: string, own: LockEntry, others: readonly LockEntry[]): string {
  const present = entryOf(text, own.address);
  const replaced =
    present === undefined ? append(text, own) : says(text, own) ? text : text.replace(present, () => render(own));
  return others.reduce(
    (sofar, other) => (entryOf(sofar, other.address) === undefined ? append(sofar, other) : sofar),
    replaced,
  );
}

/** What a lock file says of each provider, by their addresses. */
export function lockedProviders(text: string): ReadonlyMap<string, Locked> {
  return new Map(
    [...text.matchAll(ENTRY)].map(([entry, address = ""]) => {
      const field = (name: string) => new RegExp(`^\\s*${name}\\s*=\\s*"([^"]*)"`, "m").exec(entry)?.[1];
      const hashes = entry.match(/h1:[A-Za-z0-9+/=]+/g) ?? [];
      return [address, { version: field("version"), constraints: field("constraints"), hashes }];
    }),
  );
}

/** What a lock file says of a provider, if it has an entry for it. */
export function locked(text: string, address: string): Locked | undefined {
  return lockedProviders(text).get(address);
}

/** What the lock file of a folder says of a provider, and where that is; `undefined` if it has no entry for it. */
export function lockedIn(folder: string, address: string): (Locked & { readonly file: string }) | undefined {
  const file = join(folder, LOCK_FILE);
  const entry = locked(readLockFile(file), address);
  return entry && { file, ...entry };
}

/** Whether a lock file accepts a version of a provider, but not the build that has this hash. */
export function isOtherBuild(
  { version, hashes }: Locked,
  { version: ours, hash }: Omit<LockEntry, "address">,
): boolean {
  return version === ours && hash !== undefined && hashes.length > 0 && !hashes.includes(hash);
}

/** The text of a lock file; empty if there is none. */
export function readLockFile(path: string): string {
  return readIfPresent(path)?.toString("utf8") ?? "";
}

/** Changes a lock file at once or not at all, and only if there is something to change. */
export function rewriteLockFile(path: string, change: (text: string) => string): void {
  const before = readLockFile(path);
  const after = change(before);
  if (after !== before) replaceFile(path, Buffer.from(after));
}

/** The full address of a provider's `source`, which may leave out the public registry and its default namespace. */
export function fullAddress(source: string): string {
  const parts = source.toLowerCase().split("/");
  if (parts.length === 1) return `registry.terraform.io/hashicorp/${parts[0]}`;
  return parts.length === 2 ? `registry.terraform.io/${parts.join("/")}` : parts.join("/");
}

/** An entry of a lock file, and the address of its provider. */
const ENTRY = /^provider "([^"]+)" \{$[\s\S]*?^\}$/gm;

function entryOf(text: string, address: string): string | undefined {
  return [...text.matchAll(ENTRY)].find(([, found]) => found === address)?.[0];
}

function says(text: string, { address, version, hash }: LockEntry): boolean {
  const entry = locked(text, address);
  const sameHash = hash === undefined || entry?.hashes.includes(hash);
  return Boolean(sameHash) && entry?.version === version && entry.constraints === version;
}

function append(text: string, entry: LockEntry): string {
  return `${text === "" ? "" : `${text.trimEnd()}\n\n`}${render(entry)}\n`;
}

function render({ address, version, hash }: LockEntry): string {
  const hashes = hash === undefined ? "" : `  hashes = [\n    "${hash}",\n  ]\n`;
  return `provider "${address}" {\n  version     = "${version}"\n  constraints = "${version}"\n${hashes}}`;
}
