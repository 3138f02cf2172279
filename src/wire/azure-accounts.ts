import { noun } from "./noun";
import { accessList, nullable, text } from "./shape";

/** Azure subscriptions that Cloudcraft may scan (API reference, "Azure accounts"). There is no request for a single one. */
export const azureAccounts = noun("azureAccounts", {
  called: "an Azure account",
  path: "/azure/account",
  wrapper: "accounts",
  listedOnly: true,
  sent: {
    name: text,
    subscriptionId: text,
    directoryId: text,
    applicationId: text,
    readAccess: accessList,
    writeAccess: accessList,
  },
  /** A change may leave it out. The answer to a creation may hold it all the same, where nothing reads it. */
  confided: { clientSecret: text },
  answered: {
    id: text,
    /** The first three characters of the client secret; lists always have it. */
    hint: nullable(text),
    createdAt: text,
    updatedAt: text,
    CreatorId: text,
  },
  once: {},
});
