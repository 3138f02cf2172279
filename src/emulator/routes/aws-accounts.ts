import { awsAccounts as noun } from "../../wire/aws-accounts";
import { isAdministrator } from "../access";
import { collection } from "../collection";

/** AWS accounts; each user has one external id for all of them. */
export const awsAccounts = collection(noun, {
  model: "AwsAccount",
  parameter: "accountId",
  manages: isAdministrator,
  listed: { source: "aws" },
  make: (store, sent, { user }) => ({
    object: store.add(noun, { ...sent, externalId: store.generate.idFor(`external id of ${user.id}`) }, user.id),
  }),
});
