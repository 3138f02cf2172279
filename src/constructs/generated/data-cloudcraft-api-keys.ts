// Written by `npm run generate` from src/handlers. Do not edit.
import type { ComplexList, ComplexObject, IResolvable, TerraformMetaArguments } from "../cdktf";
import { lookup } from "../factory";

/** Configuration of {@link DataCloudcraftApiKeys}. */
export interface DataCloudcraftApiKeysConfig extends TerraformMetaArguments {
  /** Only keys of this name, in which `*` stands for anything. */
  readonly name?: string;
  /** Only keys that may do just this: `read` or `read-write`. */
  readonly permission?: "read" | "read-write" | (string & {});
  /** Only keys that this team sees or may change; the team's identifier. */
  readonly team?: string;
  /** Only keys that were created longer ago than this, as a duration such as `"90d"`. */
  readonly olderThan?: string;
  /** Only keys that were never used if `true`, only used ones if `false`. */
  readonly neverUsed?: boolean | IResolvable;
}

/** The keys, sorted by name. */
export interface DataCloudcraftApiKeysKeysOutputReference extends ComplexObject {
  /** Identifier of the key. */
  get id(): string;
  /** Name of the key. */
  get name(): string;
  /** What the key may do: `read` or `read-write`. */
  get permission(): string;
  /** Who sees that the key exists, as `team/UUID` or `customer/UUID`; may be null. */
  get readAccess(): string[];
  /** Who may change or delete the key, as `team/UUID` or `customer/UUID`; may be null. */
  get writeAccess(): string[];
  /** The first characters of the key, by which to recognise it. */
  get hint(): string;
  /** The user whom the key acts as. */
  get creatorId(): string;
  /** When the key was created (RFC 3339). */
  get createdAt(): string;
  /** When the key was last changed (RFC 3339). */
  get updatedAt(): string;
}

/** The keys, sorted by name. */
export interface DataCloudcraftApiKeysKeysList extends ComplexList {
  get(index: number): DataCloudcraftApiKeysKeysOutputReference;
}

/** The attributes of {@link DataCloudcraftApiKeys}: tokens, setters, and what the code says. */
export interface DataCloudcraftApiKeysFields {
  /** Only keys of this name, in which `*` stands for anything. */
  get name(): string;
  set name(value: string);
  /** What the code says, for Aspects. */
  get nameInput(): string | undefined;
  resetName(): void;
  /** Only keys that may do just this: `read` or `read-write`. */
  get permission(): string;
  set permission(value: "read" | "read-write" | (string & {}));
  /** What the code says, for Aspects. */
  get permissionInput(): "read" | "read-write" | (string & {}) | undefined;
  resetPermission(): void;
  /** Only keys that this team sees or may change; the team's identifier. */
  get team(): string;
  set team(value: string);
  /** What the code says, for Aspects. */
  get teamInput(): string | undefined;
  resetTeam(): void;
  /** Only keys that were created longer ago than this, as a duration such as `"90d"`. */
  get olderThan(): string;
  set olderThan(value: string);
  /** What the code says, for Aspects. */
  get olderThanInput(): string | undefined;
  resetOlderThan(): void;
  /** Only keys that were never used if `true`, only used ones if `false`. */
  get neverUsed(): IResolvable;
  set neverUsed(value: boolean | IResolvable);
  /** What the code says, for Aspects. */
  get neverUsedInput(): boolean | IResolvable | undefined;
  resetNeverUsed(): void;
  /** The keys, sorted by name. */
  get keys(): DataCloudcraftApiKeysKeysList;
}

/**
 * All API keys that the provider's user sees, or those that pass every filter given. Never their values. Terraform
 * type: `cloudcraft_api_keys`.
 */
export class DataCloudcraftApiKeys extends lookup<DataCloudcraftApiKeysConfig, DataCloudcraftApiKeysFields>("api_keys") {}
