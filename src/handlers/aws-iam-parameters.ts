import { text } from "../schema";
import { dataSource } from "./context";
import { told } from "./mapping";

const attributes = {
  accountId: text("Cloudcraft's own AWS account: the principal that the role's trust policy allows.").computed(),
  externalId: text(
    "What the trust policy must ask for as `sts:ExternalId`: one for each user of Cloudcraft.",
  ).computed(),
  awsConsoleUrl: text("Where to make the role in AWS's console by hand.").computed(),
};

/** What an IAM role for Cloudcraft is made with. */
export const awsIamParameters = dataSource("aws_iam_parameters", {
  description: "What an IAM role is made with that Cloudcraft assumes for the provider's user.",
  attributes,
  async read(_input, { api }) {
    return told(attributes, await api.aws.iamParameters());
  },
});
