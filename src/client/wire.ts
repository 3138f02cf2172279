/**
 * The JSON that travels between this package and Cloudcraft.
 *
 * `WireUser` and `WireTeam` follow the published API reference. `WireApiKey` and its request bodies are an
 * ASSUMPTION: Cloudcraft documents no endpoint for managing API keys. Its shape follows the conventions of the
 * documented objects (AWS and Azure accounts).
 */

/** What a key may do: look, or look and change (API reference, "Authentication"). */
export type WirePermission = "read" | "read-write";

/** An API key as listed (assumed shape). The value itself is in {@link WireCreatedApiKey} only. */
export interface WireApiKey {
  readonly id: string;
  readonly name: string;
  readonly permission: WirePermission;
  /** Who sees that the key exists, as `team/UUID` or `customer/UUID`; `null` or `[]`: nobody but its creator. */
  readonly readAccess: readonly string[] | null;
  /** Who may change or delete the key, in the same form. */
  readonly writeAccess: readonly string[] | null;
  /** The first three characters of the value. */
  readonly hint: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When the key was last used; `null` until then. */
  readonly accessedAt?: string | null;
  /** The user whom the key acts as. */
  readonly CreatorId: string;
  readonly CustomerId: string | null;
}

/** The answer to a create: the only one that ever holds the key's value (assumed shape). */
export interface WireCreatedApiKey extends WireApiKey {
  /** The value: 32 random bytes in standard base64, 44 characters. */
  readonly key: string;
}

/** The body of a create (assumed shape). */
export interface WireApiKeyInput {
  readonly name: string;
  readonly permission: WirePermission;
  readonly readAccess: readonly string[] | null;
  readonly writeAccess: readonly string[] | null;
}

/** The user whom the calling key acts as, from `GET /user/me`. */
export interface WireUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly accessedAt?: string | null;
}

/** A member of a team, within {@link WireTeam}. */
export interface WireTeamMember {
  readonly id: string;
  readonly role: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly mfaEnabled: boolean;
}

/** A team, from `GET /team`. */
export interface WireTeam {
  readonly id: string;
  readonly name: string;
  /** Anyone in the organisation sees it; otherwise only its members do. */
  readonly visible: boolean;
  /** Its members belong to every other team as well. */
  readonly crossOrganizational: boolean;
  readonly customerId: string;
  readonly externalSharing: boolean;
  /** The caller's role in the team. */
  readonly role: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly members: readonly WireTeamMember[];
}

/** The body of every error that Cloudcraft's clients have on record. */
export interface WireError {
  readonly error: string;
  readonly reason: string;
  /** The HTTP status again. */
  readonly code: number;
}
