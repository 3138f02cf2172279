// What is named here takes the place of a generated construct of the same name.
export { ApiKey, type ApiKeyConfig, type Grantee } from "./api-key";
export type { PluginOptions } from "./delivery";
export * from "./generated";
export { Permission } from "./permission";
export * from "./policy";
export { Team } from "./team";
export { ValidationError } from "./validation-error";
