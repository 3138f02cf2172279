import { text } from "../schema";
import { accessList } from "./acl";
import { resource } from "./context";
import { remoteObject } from "./remote-object";

const attributes = {
  id: text("Identifier that Cloudcraft assigned.").computed().stable(),
  name: text("Name shown in Cloudcraft."),
  roleArn: text("ARN of the IAM role that Cloudcraft assumes. Its trust policy must name `external_id`.").check(
    (arn) =>
      /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/.test(arn)
        ? undefined
        : "`role_arn` must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/cloudcraft.",
  ),
  readAccess: accessList(
    "Who sees the account, as `team/UUID` or `customer/UUID`. Unset or empty: nobody but its creator.",
  ),
  writeAccess: accessList("Who may change or remove it, in the same form."),
  externalId: text("External ID that the role's trust policy must ask for: that of the user who added the account.")
    .computed()
    .stable(),
  creatorId: text("The user who added the account.").computed().stable().from("CreatorId"),
  createdAt: text("When it was added (RFC 3339).").computed().stable(),
  updatedAt: text("When it was last changed (RFC 3339).").computed(),
};

/** An AWS account that Cloudcraft may scan. */
export const awsAccount = resource("aws_account", {
  description: "An AWS account that Cloudcraft may scan.",
  attributes,
  identity: "id",
  ...remoteObject(({ awsAccounts }) => awsAccounts, {
    full: "AWS account",
    short: "account",
    one: "an account",
    where: "User > AWS accounts",
  })(attributes),
});
