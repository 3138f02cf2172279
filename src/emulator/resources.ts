import type { Resource } from "./route";
import { apiKeys } from "./routes/api-keys";
import { awsAccounts } from "./routes/aws-accounts";
import { azureAccounts } from "./routes/azure-accounts";
import { iamParameters } from "./routes/iam-parameters";
import { type TeamShape, teams } from "./routes/teams";
import { users } from "./routes/users";

/** What is doubtful about the API, to be set. */
export interface Switches {
  readonly apiKeysPath: string;
  readonly teamShape: TeamShape;
  /** Whether the answer to the creation of an Azure account holds its client secret. */
  readonly echoesAzureSecret: boolean;
}

/** THE list of what the emulator serves: one line for each noun of the API. */
export const resources = ({ apiKeysPath, teamShape, echoesAzureSecret }: Switches): readonly Resource[] => [
  users,
  teams(teamShape),
  apiKeys(apiKeysPath),
  iamParameters,
  awsAccounts,
  azureAccounts(echoesAzureSecret),
];
