import { flag, isUnknown, isWhollyKnown, list, map, number, object, type State, text } from "../schema";
import { durationMs } from "./duration";

const duration = (name: string) => (value: string) =>
  durationMs(value) === undefined ? `\`${name}\` must be a duration such as "90d" or "12h".` : undefined;

/** Up to when a key lives, what of it is kept where, and when it gets another value: attributes of an API key. */
export const lifetimeAttributes = {
  rotation: object(
    {
      every: text('Give the key a new value when it is older than this, for instance `"90d"`.')
        .optional()
        .check(duration("every"))
        .check((every) => (durationMs(every) === 0 ? "`every` must be longer than nothing." : undefined)),
      overlap: text(
        'So long the former value works beside the new one, for instance `"7d"`. `"0s"` revokes it at once. Default: `"0s"`.',
      )
        .optional()
        .check(duration("overlap")),
      triggers: map(text(), "Whatever changes here gives the key a new value.").optional(),
    },
    "When the key gets a new value, in place, and how long the former one still works.",
  )
    .optional()
    .stateOnly(),
  expiresAt: text(
    "When the key is revoked (RFC 3339): by the first apply after that time, since Cloudcraft itself knows no expiry.",
  )
    .check((time) =>
      Number.isNaN(Date.parse(time)) || !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(time)
        ? "`expires_at` must be a time such as 2027-01-31T00:00:00Z."
        : undefined,
    )
    .optional()
    .stateOnly(),
  warnBefore: text('From so long before `expires_at` on, every plan warns. Default: `"14d"`.')
    .check(duration("warn_before"))
    .optional()
    .stateOnly(),
  generation: number("Rises with each new value of the key: for the `*_wo_version` of what the value is handed to.")
    .computed()
    .stable()
    .stateOnly(),
  previous: list(
    object({
      id: text("Identifier of the former key."),
      hint: text("The first characters of its value."),
      revokeAfter: text("The first apply after this time revokes it (RFC 3339)."),
    }),
    "Former keys that still work.",
  )
    .computed()
    .stable()
    .stateOnly(),
  rotationDue: flag("Whether the next apply gives the key a new value. Found at refresh.")
    .computed()
    .stable()
    .stateOnly(),
  revocationDue: flag("Whether the next apply revokes former keys, or the key itself. Found at refresh.")
    .computed()
    .stable()
    .stateOnly(),
  status: text("`active`, or `expired` once `expires_at` has passed.").computed().stable().stateOnly(),
};

type Lifetime = State<typeof lifetimeAttributes>;

/** What the state knows of a key, as far as its lifetime depends on it. */
export interface Known extends Lifetime {
  readonly createdAt: string;
  readonly deletionProtection: boolean;
  readonly recipients?: readonly string[];
  readonly key?: string;
  readonly encryptedKey?: string;
}

/** What is declared, as far as the lifetime depends on it; parts may be unknown. */
export interface Wanted {
  readonly rotation?: unknown;
  readonly expiresAt?: unknown;
  readonly recipients?: unknown;
  readonly deletionProtection?: unknown;
}

/** A former key that still works. */
export type Previous = Lifetime["previous"][number];

/** What an update has to do besides what is declared. */
export interface Due {
  /** The key gets a new value, for this reason. */
  readonly rotation?: string;
  /** Its value is in the state, and is to be encrypted. */
  readonly sealing: boolean;
  /** Former keys, or an expired one, are to be revoked. */
  readonly revocation: boolean;
  /** What follows from the declared times is to be found anew. */
  readonly times: boolean;
}

/** What is due by the declaration and the state, as it was refreshed: a pure function, so that plan and apply agree. */
export function due(wanted: Wanted, known: Known): Due {
  const changes = (name: keyof Wanted & keyof Known) => !isSame(wanted[name], known[name]);
  return {
    rotation: reasonToRotate(wanted, known),
    sealing: known.key !== undefined && known.status === "active" && wanted.recipients !== undefined,
    revocation: known.revocationDue && wanted.deletionProtection !== true,
    times: changes("rotation") || changes("expiresAt"),
  };
}

function reasonToRotate({ rotation, expiresAt, recipients }: Wanted, known: Known): string | undefined {
  if (known.status === "expired") return isSame(expiresAt, known.expiresAt) ? undefined : "`expires_at` was changed";
  if (known.rotationDue) return "its rotation is due";
  const triggers = isUnknown(rotation) ? rotation : (rotation as Known["rotation"])?.triggers;
  // What is declared for the first time, for instance of a key that was imported, is no change.
  if (known.rotation && triggers !== undefined && !isSame(triggers, known.rotation.triggers))
    return "`triggers` changed";
  if (known.encryptedKey && !isSame(recipients, known.recipients)) return "`recipients` changed";
  return undefined;
}

/** Whether two values are the same for sure. The order of a list means nothing here. */
function isSame(one: unknown, other: unknown): boolean {
  return isWhollyKnown(one) && spelled(one) === spelled(other);
}

function spelled(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spelled).sort().join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${parts
    .map(([name, part]) => `${JSON.stringify(name)}:${spelled(part)}`)
    .sort()
    .join()}}`;
}

/** What the clock makes of a key: the part of its state that a refresh finds. */
export function timesOf(known: Pick<Known, "rotation" | "expiresAt" | "createdAt" | "previous">, now: number) {
  const { rotation, expiresAt, createdAt, previous } = known;
  const every = rotation?.every === undefined ? undefined : durationMs(rotation.every);
  const expired = expiresAt !== undefined && now >= Date.parse(expiresAt);
  return {
    status: expired ? "expired" : "active",
    rotationDue: !expired && every !== undefined && now >= Date.parse(createdAt) + every,
    revocationDue: expired || previous.some(({ revokeAfter }) => now >= Date.parse(revokeAfter)),
  };
}

/** How long a former value works beside the new one. */
export function overlapMs(rotation: Known["rotation"]): number {
  return durationMs(rotation?.overlap ?? "") ?? 0;
}

/** Former keys whose time follows from another overlap than the one they were given. */
export function retimed(previous: readonly Previous[], before: Known["rotation"], now: Known["rotation"]): Previous[] {
  const shift = overlapMs(now) - overlapMs(before);
  return previous.map((one) => ({
    ...one,
    revokeAfter: new Date(Date.parse(one.revokeAfter) + shift).toISOString(),
  }));
}

/** What a key has whose lifetime has just begun. */
export const newborn = { generation: 1, previous: [], rotationDue: false, revocationDue: false, status: "active" };

/** What a former key is called, for people who see it in the web application. */
export function previousName(name: string, revokeAfter: string): string {
  return `${name} (previous, until ${revokeAfter.slice(0, 10)})`;
}
