import { awsAccounts as noun } from "../../wire/aws-accounts";
import { isAdministrator } from "../access";
import { collection } from "../collection";
import { externalIdOf } from "./iam-parameters";

/** AWS accounts; each user has one external id for all of them. */
export const awsAccounts = collection(noun, {
  model: "AwsAccount",
  parameter: "accountId",
  manages: isAdministrator,
  listed: { source: "aws" },
  make: (store, sent, { user }) => ({
    object: store.add(noun, { ...sent, externalId: externalIdOf(store, user) }, user.id),
  }),
});
