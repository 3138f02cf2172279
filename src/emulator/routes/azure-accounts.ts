import { azureAccounts as noun } from "../../wire/azure-accounts";
import { isAdministrator } from "../access";
import { type Changes, collection } from "../collection";

/**
 * Azure accounts. Of a client secret, its first characters are kept. What answers a creation, sources disagree on: the
 * secret (published sample), or the first characters (test data of a client). @param echoesSecret the former
 */
export const azureAccounts = (echoesSecret: boolean) =>
  collection(noun, {
    model: "AzureAccount",
    parameter: "accountId",
    manages: isAdministrator,
    listed: { source: "azure" },
    kept,
    make: (store, sent, { user }) => ({
      object: store.add(noun, kept(sent), user.id),
      once: echoesSecret ? { clientSecret: sent.clientSecret, hint: undefined } : {},
    }),
  });

function kept({ clientSecret, ...others }: Changes): Changes {
  return typeof clientSecret === "string" ? { ...others, hint: clientSecret.slice(0, 3) } : others;
}
