// Written by `npm run generate` from src/handlers. Do not edit.
import type { TerraformMetaArguments } from "../cdktf";
import { managed } from "../factory";

/** Configuration of {@link AwsAccount}. */
export interface AwsAccountConfig extends TerraformMetaArguments {
  /** Name shown in Cloudcraft. */
  readonly name: string;
  /** ARN of the IAM role that Cloudcraft assumes. Its trust policy must name `externalId`. */
  readonly roleArn: string;
  /** Who sees the account, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator. */
  readonly readAccess?: string[];
  /** Who may change or remove it, in the same form. */
  readonly writeAccess?: string[];
}

/** The attributes of {@link AwsAccount}: tokens, setters, and what the code says. */
export interface AwsAccountFields {
  /** Identifier that Cloudcraft assigned. */
  get id(): string;
  /** Name shown in Cloudcraft. */
  get name(): string;
  set name(value: string);
  /** What the code says, for Aspects. */
  get nameInput(): string | undefined;
  /** ARN of the IAM role that Cloudcraft assumes. Its trust policy must name `externalId`. */
  get roleArn(): string;
  set roleArn(value: string);
  /** What the code says, for Aspects. */
  get roleArnInput(): string | undefined;
  /** Who sees the account, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator. */
  get readAccess(): string[];
  set readAccess(value: string[]);
  /** What the code says, for Aspects. */
  get readAccessInput(): string[] | undefined;
  resetReadAccess(): void;
  /** Who may change or remove it, in the same form. */
  get writeAccess(): string[];
  set writeAccess(value: string[]);
  /** What the code says, for Aspects. */
  get writeAccessInput(): string[] | undefined;
  resetWriteAccess(): void;
  /** External ID that the role's trust policy must ask for: that of the user who added the account. */
  get externalId(): string;
  /** The user who added the account. */
  get creatorId(): string;
  /** When it was added (RFC 3339). */
  get createdAt(): string;
  /** When it was last changed (RFC 3339). */
  get updatedAt(): string;
}

/** An AWS account that Cloudcraft may scan. Terraform type: `cloudcraft_aws_account`. */
export class AwsAccount extends managed<AwsAccountConfig, AwsAccountFields>("aws_account") {}
