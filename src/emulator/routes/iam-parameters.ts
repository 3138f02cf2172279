import type { WireIamParameters } from "../../wire/iam-parameters";
import type { Resource } from "../route";
import type { Store, User } from "../store";

/** The account that the official clients' test data has for Cloudcraft's own. */
const CLOUDCRAFT = "912185983511";

/** The external id of a user, for all accounts that the user adds. */
export function externalIdOf({ generate }: Store, { id }: User): string {
  return generate.idFor(`external id of ${id}`);
}

/** `GET /aws/account/iamParameters`: what an IAM role for the calling key's user is made with. */
export const iamParameters: Resource = (store) => [
  {
    method: "get",
    path: "/aws/account/iamParameters",
    answer: ({ caller: { user } }) => ({ status: 200, body: parametersFor(externalIdOf(store, user)) }),
  },
];

function parametersFor(externalId: string): WireIamParameters {
  const query =
    "step=type&roleType=crossAccount&isThirdParty&" +
    `accountID=${CLOUDCRAFT}&externalID=${externalId}&roleName=cloudcraft&policies=arn:aws:iam::aws:policy%2FReadOnlyAccess`;
  return {
    accountId: CLOUDCRAFT,
    externalId,
    awsConsoleUrl: `https://console.aws.amazon.com/iam/home?#/roles$new?${query}`,
  };
}
