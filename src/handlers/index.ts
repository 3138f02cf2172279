import type { Provider } from "../schema";
import { apiKey } from "./api-key";
import { apiKeys } from "./api-keys";
import { awsAccount } from "./aws-account";
import { awsIamParameters } from "./aws-iam-parameters";
import { azureAccount } from "./azure-account";
import { type Context, type Host, provider, type Sealing } from "./context";
import { Creations } from "./creations";
import { decrypt } from "./decrypt";
import { settingAttributes, settings } from "./settings";
import { team } from "./team";
import { teams } from "./teams";
import { user } from "./user";
import { version } from "./version";
import { waitNotice } from "./wait-notice";

/** THE list of managed resources: one line per type. */
export const resources = [apiKey, awsAccount, azureAccount] as const;

/** THE list of data sources: one line per type. */
export const dataSources = [apiKeys, awsIamParameters, team, teams, user] as const;

/** THE list of functions: one line each. */
export const functions = (sealing: Sealing) => [decrypt(sealing)] as const;

/** What the provider is, apart from what it does. */
export const identity = {
  name: "cloudcraft",
  version,
  /** A host that nobody can register in the public registry: this provider comes with its npm package. */
  address: "terraform.local/cdktf/cloudcraft",
  description: "Cloudcraft API keys as code.",
  attributes: settingAttributes,
} as const;

/** The provider, given a process to run in. */
export function cloudcraft(host: Host): Provider<typeof settingAttributes, Context> {
  return provider(identity.name, {
    ...identity,
    configure: (config, { signal, ending, log, reject, hide }) => {
      const connection = settings(config, host, reject);
      hide(connection.apiKey);
      const api = host.connect(connection, { signal, ending, log });
      return {
        api,
        treatInvisibleAsDeleted: config.treatInvisibleAsDeleted,
        unprotectedKeys: new Set(config.unprotectedKeys?.map((id) => id.toLowerCase())),
        credential: {
          is: (value) => value === connection.apiKey,
          beginsWith: (hint) => connection.apiKey.startsWith(hint),
        },
        clock: host.clock,
        sealing: host.sealing,
        nonce: host.nonce,
        creations: new Creations(),
        managed: new Set(),
        reported: new Set(),
        noticeWaits: waitNotice(api),
      };
    },
    finished: ({ noticeWaits }, operation) => noticeWaits(operation),
    resources,
    dataSources,
    functions: functions(host.sealing),
  });
}

export { type ActingKey, actingKey } from "./acting-key";
export type { Host } from "./context";
export { filterAttributes, filterKeys, type KeyFilter } from "./key-filter";
export { settings } from "./settings";
export { apiKey, apiKeys, settingAttributes, team, teams, user };
