// Written by `npm run generate` from src/handlers. Do not edit.
import type { IResolvable, TerraformMetaArguments } from "../cdktf";
import { managed } from "../factory";

/** Configuration of {@link AzureAccount}. */
export interface AzureAccountConfig extends TerraformMetaArguments {
  /** Name shown in Cloudcraft. */
  readonly name: string;
  /** The Azure subscription. */
  readonly subscriptionId: string;
  /** The directory (tenant) that the application is in. */
  readonly directoryId: string;
  /** The application (client) that Cloudcraft signs in as. It needs the role Reader. */
  readonly applicationId: string;
  /**
   * A client secret of the application. Write-only: neither in the state nor in a plan. Sensitive: a literal is
   * written to the synthesized JSON in plaintext.
   */
  readonly clientSecretWo?: string;
  /** Another number whenever `clientSecretWo` is another secret: Terraform cannot see that by itself. */
  readonly clientSecretWoVersion?: number;
  /** Who sees the account, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator. */
  readonly readAccess?: string[];
  /** Who may change or remove it, in the same form. */
  readonly writeAccess?: string[];
}

/** The attributes of {@link AzureAccount}: tokens, setters, and what the code says. */
export interface AzureAccountFields {
  /** Identifier that Cloudcraft assigned. */
  get id(): string;
  /** Name shown in Cloudcraft. */
  get name(): string;
  set name(value: string);
  /** What the code says, for Aspects. */
  get nameInput(): string | undefined;
  /** The Azure subscription. */
  get subscriptionId(): string;
  set subscriptionId(value: string);
  /** What the code says, for Aspects. */
  get subscriptionIdInput(): string | undefined;
  /** The directory (tenant) that the application is in. */
  get directoryId(): string;
  set directoryId(value: string);
  /** What the code says, for Aspects. */
  get directoryIdInput(): string | undefined;
  /** The application (client) that Cloudcraft signs in as. It needs the role Reader. */
  get applicationId(): string;
  set applicationId(value: string);
  /** What the code says, for Aspects. */
  get applicationIdInput(): string | undefined;
  /**
   * A client secret of the application. Write-only: neither in the state nor in a plan. Sensitive: kept from the
   * screen, not from the state.
   */
  get clientSecretWo(): string;
  set clientSecretWo(value: string);
  /** What the code says, for Aspects. */
  get clientSecretWoInput(): string | undefined;
  resetClientSecretWo(): void;
  /** Another number whenever `clientSecretWo` is another secret: Terraform cannot see that by itself. */
  get clientSecretWoVersion(): number;
  set clientSecretWoVersion(value: number);
  /** What the code says, for Aspects. */
  get clientSecretWoVersionInput(): number | undefined;
  resetClientSecretWoVersion(): void;
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
  /** The first characters of the client secret that was sent last, by which to recognise it. */
  get hint(): string;
  /** Cloudcraft has another client secret than was sent last: the next apply sends it again. */
  get secretChanged(): IResolvable;
  /** The user who added the account. */
  get creatorId(): string;
  /** When it was added (RFC 3339). */
  get createdAt(): string;
  /** When it was last changed (RFC 3339). */
  get updatedAt(): string;
}

/**
 * An Azure subscription that Cloudcraft may scan. Takes Terraform 1.11 or OpenTofu 1.11 for the write-only
 * `clientSecretWo`. Terraform type: `cloudcraft_azure_account`.
 */
export class AzureAccount extends managed<AzureAccountConfig, AzureAccountFields>("azure_account") {}
