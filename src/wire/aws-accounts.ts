import { noun } from "./noun";
import { accessList, text } from "./shape";

/** AWS accounts that Cloudcraft may scan (API reference, "AWS accounts"). There is no request for a single one. */
export const awsAccounts = noun("awsAccounts", {
  called: "an AWS account",
  path: "/aws/account",
  wrapper: "accounts",
  listedOnly: true,
  sent: { name: text, roleArn: text, readAccess: accessList, writeAccess: accessList },
  answered: { id: text, externalId: text, createdAt: text, updatedAt: text, CreatorId: text },
  once: {},
});
