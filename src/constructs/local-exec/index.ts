export { LocalExecApiKey, type LocalExecApiKeyConfig, type LocalExecGrantee } from "./api-key";
export { LocalExecSweep, type LocalExecSweepConfig } from "./sweep";
