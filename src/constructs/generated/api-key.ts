// Written by `npm run generate` from src/handlers. Do not edit.
import type { IResolvable, TerraformMetaArguments } from "../cdktf";
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
   * The key itself. Cloudcraft shows it once, at creation, so it is null after an import. Stored in the state: protect
   * the state. Sensitive: kept from the screen, not from the state.
   */
  get key(): string;
  /** The first characters of the key, by which to recognise it. */
  get hint(): string;
  /** The user whom the key acts as: the one whose credential created it. */
  get creatorId(): string;
  /** When the key was created (RFC 3339). */
  get createdAt(): string;
  /** When the key was last changed (RFC 3339). */
  get updatedAt(): string;
}

/**
 * A Cloudcraft API key. Every change is made in place and keeps the key's value. Cloudcraft documents no endpoint for
 * managing keys: the one used here is an assumption (provider setting `apiKeysPath`). Terraform type:
 * `cloudcraft_api_key`.
 */
export class ApiKey extends managed<ApiKeyConfig, ApiKeyFields>("api_key") {}
