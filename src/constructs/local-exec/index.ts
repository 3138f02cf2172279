import { need } from "../needed";

need("constructs of the null provider: `npm install @cdktf/provider-null`.", () =>
  require("@cdktf/provider-null/lib/provider"),
);

// `@cdktf/provider-null` itself cannot be imported by name in ES modules.
export { NullProvider } from "@cdktf/provider-null/lib/provider";
export { LocalExecApiKey, type LocalExecApiKeyConfig, type LocalExecGrantee } from "./api-key";
export { LocalExecSweep, type LocalExecSweepConfig } from "./sweep";
