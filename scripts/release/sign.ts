import { spawnSync } from "node:child_process";

/** A detached signature, and whose it is. */
export interface Signature {
  readonly detached: Buffer;
  /** The signing key's identifier: sixteen hexadecimal digits in upper case. */
  readonly keyId: string;
  /** The public key in its armor. */
  readonly publicKey: string;
}

/** What OpenPGP calls the kinds of keys that the registries take: RSA and DSA. */
const TAKEN = ["1", "17"];

/** Signs with a key of GnuPG's keyring, named in any way that it understands; it asks for the passphrase itself. */
export function sign(text: string, key: string): Signature {
  const detached = gpg(["--detach-sign", "--local-user", key], text);
  const [, kind = "", keyId = ""] =
    /:signature packet: algo (\d+), keyid ([0-9A-F]{16})/.exec(gpg(["--list-packets"], detached).toString()) ?? [];
  if (!TAKEN.includes(kind)) {
    throw new Error(
      `The key ${key} is neither RSA nor DSA: the registries refuse its signatures. Sign with an RSA key.`,
    );
  }
  return { detached, keyId, publicKey: gpg(["--armor", "--export", key], "").toString() };
}

function gpg(parameters: readonly string[], input: Buffer | string): Buffer {
  const { status, error, stdout, stderr } = spawnSync("gpg", ["--batch", "--quiet", ...parameters], {
    input,
    env: process.env,
  });
  if (error) throw new Error(`Signing needs GnuPG, but gpg cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`gpg ${parameters.join(" ")} failed: ${stderr.toString().trim()}`);
  return stdout;
}
