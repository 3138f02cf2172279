// Written by `npm run generate` from src/handlers. Do not edit.
import type { ComplexList, ComplexObject, IResolvable, TerraformMetaArguments } from "../cdktf";
import { managed } from "../factory";

/** Configuration of {@link ApiKey}. */
export interface ApiKeyConfig extends TerraformMetaArguments {
  /** Name shown in Cloudcraft under User > API keys. Names need not be unique. */
  readonly name: string;
  /**
   * What the key may do: `read`, or `read-write` to change things as well. Changed in place; the key keeps its value.
   * Default: `"read"`.
   */
  readonly permission?: "read" | "read-write" | (string & {});
  /**
   * Who sees that the key exists, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator and the
   * account's owner.
   */
  readonly readAccess?: string[];
  /**
   * Who may change or delete the key, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator and
   * the account's owner.
   */
  readonly writeAccess?: string[];
  /** Why this key exists, for the people who review it. Kept in the state only; Cloudcraft does not see it. */
  readonly justification?: string;
  /** Refuses to delete the key while it is `true`, at plan and at apply. Kept in the state only. Default: `false`. */
  readonly deletionProtection?: boolean | IResolvable;
  /**
   * Encrypt the key's value for these: one or more age recipients (`age1...`), or exactly one RSA public key (PEM).
   * `key` is null then, and `encryptedKey` has the value.
   */
  readonly recipients?: string[];
  /** When the key gets a new value, in place, and how long the former one still works. */
  readonly rotation?: ApiKeyRotation;
  /** When the key is revoked (RFC 3339): by the first apply after that time, since Cloudcraft itself knows no expiry. */
  readonly expiresAt?: string;
  /** From so long before `expiresAt` on, every plan warns. Default: `"14d"`. */
  readonly warnBefore?: string;
}

/** When the key gets a new value, in place, and how long the former one still works. */
export interface ApiKeyRotation {
  /** Give the key a new value when it is older than this, for instance `"90d"`. */
  readonly every?: string;
  /**
   * So long the former value works beside the new one, for instance `"7d"`. `"0s"` revokes it at once. Default:
   * `"0s"`.
   */
  readonly overlap?: string;
  /** Whatever changes here gives the key a new value. */
  readonly triggers?: { [key: string]: string };
}

/** When the key gets a new value, in place, and how long the former one still works. */
export interface ApiKeyRotationOutputReference extends ComplexObject {
  /** Give the key a new value when it is older than this, for instance `"90d"`. */
  get every(): string;
  set every(value: string);
  /** What the code says, for Aspects. */
  get everyInput(): string | undefined;
  resetEvery(): void;
  /**
   * So long the former value works beside the new one, for instance `"7d"`. `"0s"` revokes it at once. Default:
   * `"0s"`.
   */
  get overlap(): string;
  set overlap(value: string);
  /** What the code says, for Aspects. */
  get overlapInput(): string | undefined;
  resetOverlap(): void;
  /** Whatever changes here gives the key a new value. */
  get triggers(): { [key: string]: string };
  set triggers(value: { [key: string]: string });
  /** What the code says, for Aspects. */
  get triggersInput(): { [key: string]: string } | undefined;
  resetTriggers(): void;
}

/** Former keys that still work. */
export interface ApiKeyPreviousOutputReference extends ComplexObject {
  /** Identifier of the former key. */
  get id(): string;
  /** The first characters of its value. */
  get hint(): string;
  /** The first apply after this time revokes it (RFC 3339). */
  get revokeAfter(): string;
}

/** Former keys that still work. */
export interface ApiKeyPreviousList extends ComplexList {
  get(index: number): ApiKeyPreviousOutputReference;
}

/** The attributes of {@link ApiKey}: tokens, setters, and what the code says. */
export interface ApiKeyFields {
  /** Identifier that Cloudcraft assigned. */
  get id(): string;
  /** Name shown in Cloudcraft under User > API keys. Names need not be unique. */
  get name(): string;
  set name(value: string);
  /** What the code says, for Aspects. */
  get nameInput(): string | undefined;
  /**
   * What the key may do: `read`, or `read-write` to change things as well. Changed in place; the key keeps its value.
   * Default: `"read"`.
   */
  get permission(): string;
  set permission(value: "read" | "read-write" | (string & {}));
  /** What the code says, for Aspects. */
  get permissionInput(): "read" | "read-write" | (string & {}) | undefined;
  resetPermission(): void;
  /**
   * Who sees that the key exists, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator and the
   * account's owner.
   */
  get readAccess(): string[];
  set readAccess(value: string[]);
  /** What the code says, for Aspects. */
  get readAccessInput(): string[] | undefined;
  resetReadAccess(): void;
  /**
   * Who may change or delete the key, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator and
   * the account's owner.
   */
  get writeAccess(): string[];
  set writeAccess(value: string[]);
  /** What the code says, for Aspects. */
  get writeAccessInput(): string[] | undefined;
  resetWriteAccess(): void;
  /** Why this key exists, for the people who review it. Kept in the state only; Cloudcraft does not see it. */
  get justification(): string;
  set justification(value: string);
  /** What the code says, for Aspects. */
  get justificationInput(): string | undefined;
  resetJustification(): void;
  /** Refuses to delete the key while it is `true`, at plan and at apply. Kept in the state only. Default: `false`. */
  get deletionProtection(): IResolvable;
  set deletionProtection(value: boolean | IResolvable);
  /** What the code says, for Aspects. */
  get deletionProtectionInput(): boolean | IResolvable | undefined;
  resetDeletionProtection(): void;
  /**
   * Encrypt the key's value for these: one or more age recipients (`age1...`), or exactly one RSA public key (PEM).
   * `key` is null then, and `encryptedKey` has the value.
   */
  get recipients(): string[];
  set recipients(value: string[]);
  /** What the code says, for Aspects. */
  get recipientsInput(): string[] | undefined;
  resetRecipients(): void;
  /** When the key gets a new value, in place, and how long the former one still works. */
  get rotation(): ApiKeyRotationOutputReference;
  putRotation(value: ApiKeyRotation): void;
  /** What the code says, for Aspects. */
  get rotationInput(): ApiKeyRotation | undefined;
  resetRotation(): void;
  /** When the key is revoked (RFC 3339): by the first apply after that time, since Cloudcraft itself knows no expiry. */
  get expiresAt(): string;
  set expiresAt(value: string);
  /** What the code says, for Aspects. */
  get expiresAtInput(): string | undefined;
  resetExpiresAt(): void;
  /** From so long before `expiresAt` on, every plan warns. Default: `"14d"`. */
  get warnBefore(): string;
  set warnBefore(value: string);
  /** What the code says, for Aspects. */
  get warnBeforeInput(): string | undefined;
  resetWarnBefore(): void;
  /** Rises with each new value of the key: for the `*_wo_version` of what the value is handed to. */
  get generation(): number;
  /** Former keys that still work. */
  get previous(): ApiKeyPreviousList;
  /** Whether the next apply gives the key a new value. Found at refresh. */
  get rotationDue(): IResolvable;
  /** Whether the next apply revokes former keys, or the key itself. Found at refresh. */
  get revocationDue(): IResolvable;
  /** `active`, or `expired` once `expiresAt` has passed. */
  get status(): string;
  /**
   * The key itself. Cloudcraft shows it once, at creation, so it is null after an import, and where there are
   * `recipients`. Stored in the state: protect the state. Sensitive: kept from the screen, not from the state.
   */
  get key(): string;
  /**
   * The key, encrypted for the `recipients`: armored age, or base64 for an RSA key, as Terraform's `rsadecrypt` reads
   * it.
   */
  get encryptedKey(): string;
  /** SHA-256 of the key's value, in hexadecimal; null where the value is unknown. Safe to show. */
  get fingerprint(): string;
  /** The first characters of the key, by which to recognise it. */
  get hint(): string;
  /** The user whom the key acts as: the one whose credential created it. */
  get creatorId(): string;
  /** When the key was created (RFC 3339); when it got its present value, if it is rotated. */
  get createdAt(): string;
  /** When the key was last changed (RFC 3339). */
  get updatedAt(): string;
}

/**
 * A Cloudcraft API key. Every change is made in place, and only `rotation` and `expiresAt` change the key's value.
 * Cloudcraft documents no endpoint for managing keys: the one used here is an assumption (provider setting
 * `apiKeysPath`). Terraform type: `cloudcraft_api_key`.
 */
export class ApiKey extends managed<ApiKeyConfig, ApiKeyFields>("api_key") {}
