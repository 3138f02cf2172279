import { isUnknown, isWhollyKnown, Problem } from "../schema";
import type { Context } from "./context";
import { refuseDeletion } from "./guards";
import { due, type Known, overlapMs, type Wanted } from "./lifetime";

/** What the state knows of a key that is to be changed. */
interface KnownKey extends Known {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly creatorId: string;
}

/** Refuses, before anything is asked for, what could only fail later: at plan, and once more at apply. */
export async function refuseWrong(wanted: Wanted, known: KnownKey | undefined, context: Context): Promise<void> {
  const { recipients, expiresAt } = wanted;
  if (known?.encryptedKey && (recipients === undefined || isEmpty(recipients))) throw recipientsRemoved(known);
  if (isEmpty(recipients)) throw noRecipient();
  if (isTexts(recipients)) await context.sealing.sealFor(recipients);
  if (typeof expiresAt === "string" && expiresAt !== known?.expiresAt && Date.parse(expiresAt) <= context.clock.now()) {
    throw new Problem({
      kind: "already_expired",
      summary: `${expiresAt} has passed already`,
      remedy: "Give `expires_at` a time that lies ahead; to revoke a key at once, remove its resource.",
      path: ["expiresAt"],
    });
  }
  if (!known || !due(wanted, known).rotation || known.status === "expired") return;
  if (!isUnknown(wanted.rotation) && overlapMs(wanted.rotation as Known["rotation"]) === 0) {
    await refuseDeletion(known, context);
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && isWhollyKnown(value);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function noRecipient(): Problem {
  return new Problem({
    kind: "bad_recipient",
    summary: "`recipients` is empty",
    remedy: "Name at least one recipient, or leave `recipients` out to keep the value in the state.",
    path: ["recipients"],
  });
}

function recipientsRemoved({ id, name }: KnownKey): Problem {
  return new Problem({
    kind: "recipients_removed",
    summary: `The value of API key "${name}" is encrypted, and cannot be put into the state any more`,
    detail: `Key ${id} has \`recipients\` in the state: only they can decrypt its value.`,
    remedy: "Keep `recipients`, or let the key be made anew without them: terraform apply -replace=ADDRESS.",
    path: ["recipients"],
  });
}
