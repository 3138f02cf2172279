import { type ObjectOf, objectOf, text } from "./shape";

const fields = {
  /** Cloudcraft's own AWS account, which a role has to trust. */
  accountId: text,
  /** What a role's trust policy has to ask for: one for each user. */
  externalId: text,
  /** Where the role is made in AWS's console. */
  awsConsoleUrl: text,
};

/** What an IAM role for Cloudcraft is made with, from `GET /aws/account/iamParameters`. */
export const iamParameters = objectOf(fields);

export interface WireIamParameters extends ObjectOf<typeof fields> {}
