import { apiKeys } from "../wire/api-keys";
import { awsAccounts } from "../wire/aws-accounts";
import { azureAccounts } from "../wire/azure-accounts";
import type { Answered, Created, Sent } from "../wire/noun";
import { teams } from "../wire/teams";
import type { Objects } from "./collection";

/** THE list of what the API keeps: one line per noun. */
export const nouns = { apiKeys, awsAccounts, azureAccounts, teams } as const;

type Nouns = typeof nouns;

/** The objects of every noun, by its name. */
export type Collections = {
  readonly [K in keyof Nouns]: Objects<Answered<Nouns[K]>, Sent<Nouns[K]>, Created<Nouns[K]>>;
};
