import { constants, createHash, createPublicKey, type KeyObject, publicEncrypt } from "node:crypto";
import { Problem } from "../schema";

/** Encrypts a value. */
export type Seal = (value: string) => Promise<string>;

/**
 * What encrypts for these recipients: one or more of age, or exactly one RSA public key. Checked before anything is
 * asked of a service, so that a bad recipient costs nothing. @throws Problem of kind `bad_recipient`
 */
export async function sealFor(recipients: readonly string[]): Promise<Seal> {
  const [first = "", ...more] = recipients.map((recipient) => recipient.trim());
  if (!first.includes("-----BEGIN")) return sealForAge([first, ...more]);
  if (more.length > 0) throw badRecipient("An RSA public key is the only recipient: age takes several, RSA one.");
  return sealForRsa(first);
}

/** The SHA-256 of a value, in hexadecimal: it tells values apart, and tells nothing of one that is random. */
export function fingerprint(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

async function sealForAge(recipients: readonly string[]): Promise<Seal> {
  // Loaded only where something is encrypted: it takes as long as starting Node.
  const { Encrypter, armor } = await import("age-encryption");
  const encrypter = new Encrypter();
  for (const [at, recipient] of recipients.entries()) {
    if (/^AGE-SECRET-KEY-/i.test(recipient)) throw badRecipient(`Recipient ${at + 1} is an identity, which is secret.`);
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw badRecipient(
        `${JSON.stringify(recipient)} is neither an age recipient (age1...) nor an RSA public key (PEM).`,
      );
    }
  }
  return async (value) => armor.encode(await encrypter.encrypt(value));
}

/** PKCS#1 v1.5, since that is what Terraform's own `rsadecrypt` reads. */
function sealForRsa(pem: string): Seal {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw badRecipient("The recipient is a private key, which is secret: give its public key.");
  }
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw badRecipient("The recipient begins like a key in PEM, but is not one.");
  }
  if (key.asymmetricKeyType !== "rsa") throw badRecipient("Of keys in PEM, only RSA public keys are recipients.");
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    throw badRecipient("The RSA public key is shorter than 2048 bits.");
  }
  return async (value) =>
    publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(value)).toString("base64");
}

/** What an age identity decrypts. @throws Problem of kind `bad_identity` or `not_decrypted`; it tells neither */
export async function decrypt(sealed: string, identity: string): Promise<string> {
  const { armor, Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  try {
    for (const line of identity.split("\n").map((text) => text.trim())) {
      if (line !== "" && !line.startsWith("#")) decrypter.addIdentity(line);
    }
  } catch {
    throw new Problem({
      kind: "bad_identity",
      summary: "The identity is not one of age",
      detail:
        "An identity begins with AGE-SECRET-KEY-. For a value encrypted with RSA, use Terraform's own rsadecrypt.",
      path: ["identity"],
    });
  }
  try {
    return await decrypter.decrypt(armor.decode(sealed), "text");
  } catch (cause) {
    throw new Problem(
      {
        kind: "not_decrypted",
        summary: "The value cannot be decrypted",
        detail: sealed.includes("-----BEGIN AGE")
          ? "It is encrypted for none of the identities that were given."
          : "It is not an armored text of age.",
        path: ["encryptedKey"],
      },
      { cause },
    );
  }
}

function badRecipient(detail: string): Problem {
  return new Problem({
    kind: "bad_recipient",
    summary: "A recipient cannot be used",
    detail,
    remedy: "Give age recipients, as `age-keygen` prints them, or one RSA public key of 2048 bits or more in PEM.",
    path: ["recipients"],
  });
}
