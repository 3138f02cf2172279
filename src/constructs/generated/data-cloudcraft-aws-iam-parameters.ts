// Written by `npm run generate` from src/handlers. Do not edit.
import type { TerraformMetaArguments } from "../cdktf";
import { lookup } from "../factory";

/** Configuration of {@link DataCloudcraftAwsIamParameters}. */
export interface DataCloudcraftAwsIamParametersConfig extends TerraformMetaArguments {
}

/** The attributes of {@link DataCloudcraftAwsIamParameters}: tokens, setters, and what the code says. */
export interface DataCloudcraftAwsIamParametersFields {
  /** Cloudcraft's own AWS account: the principal that the role's trust policy allows. */
  get accountId(): string;
  /** What the trust policy must ask for as `sts:ExternalId`: one for each user of Cloudcraft. */
  get externalId(): string;
  /** Where to make the role in AWS's console by hand. */
  get awsConsoleUrl(): string;
}

/**
 * What an IAM role is made with that Cloudcraft assumes for the provider's user. Terraform type:
 * `cloudcraft_aws_iam_parameters`.
 */
export class DataCloudcraftAwsIamParameters extends lookup<DataCloudcraftAwsIamParametersConfig, DataCloudcraftAwsIamParametersFields>("aws_iam_parameters") {}
