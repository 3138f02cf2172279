// `@cdktf/provider-null` itself cannot be imported by name in ES modules.
export { NullProvider } from "@cdktf/provider-null/lib/provider";
export { LocalExecApiKey, type LocalExecApiKeyConfig, type LocalExecGrantee } from "./api-key";
export { LocalExecSweep, type LocalExecSweepConfig } from "./sweep";
