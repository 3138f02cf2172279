import { fileStem, PROTOCOLS, type Release, sha256 } from "./package";
import type { Signature } from "./sign";

/** Files by their paths below a folder. */
export type Files = ReadonlyMap<string, Buffer | string>;

/** What a public registry takes from a release's page: archives, manifest, their checksums, and the signature of these. */
export interface Published {
  readonly files: Files;
  readonly sumsFile: string;
  readonly signatureFile: string;
}

/** The checksums of a release, of its manifest as well, in the form of `sha256sum`. */
export function checksums(release: Release): string {
  const sums = release.packages.map(({ fileName, digest }) => [fileName, digest]);
  return [...sums, [manifestFile(release), sha256(manifest)]].map(([name, digest]) => `${digest}  ${name}\n`).join("");
}

/** The files that a release consists of. Without a signature, no registry takes them. */
export function published(release: Release, signature: Signature | undefined): Published {
  const [sumsFile, signatureFile] = ["", ".sig"].map((end) => `${fileStem(release)}_SHA256SUMS${end}`) as [
    string,
    string,
  ];
  const files = new Map<string, Buffer | string>(release.packages.map(({ fileName, zip }) => [fileName, zip]));
  files.set(manifestFile(release), manifest);
  files.set(sumsFile, checksums(release));
  if (signature) files.set(signatureFile, signature.detached);
  return { files, sumsFile, signatureFile };
}

const manifest = json({ version: 1, metadata: { protocol_versions: PROTOCOLS } });

function manifestFile(release: Release): string {
  return `${fileStem(release)}_manifest.json`;
}

/** JSON as a file holds it. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
