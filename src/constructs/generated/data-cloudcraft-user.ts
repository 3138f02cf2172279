// Written by `npm run generate` from src/handlers. Do not edit.
import type { TerraformMetaArguments } from "../cdktf";
import { lookup } from "../factory";

/** Configuration of {@link DataCloudcraftUser}. */
export interface DataCloudcraftUserConfig extends TerraformMetaArguments {
}

/** The attributes of {@link DataCloudcraftUser}: tokens, setters, and what the code says. */
export interface DataCloudcraftUserFields {
  /** Identifier of the user. */
  get id(): string;
  /** Name of the user. */
  get name(): string;
  /** E-mail address of the user. */
  get email(): string;
  /** When the user was created (RFC 3339). */
  get createdAt(): string;
  /** When the user was last changed (RFC 3339). */
  get updatedAt(): string;
}

/**
 * The user whom the provider's credential acts as, and whom every key created with it will act as. Terraform type:
 * `cloudcraft_user`.
 */
export class DataCloudcraftUser extends lookup<DataCloudcraftUserConfig, DataCloudcraftUserFields>("user") {}
