// What is named here takes the place of a generated construct of the same name.
export { type Accessor, ApiKey, type ApiKeyConfig } from "./api-key";
export type { PluginOptions } from "./delivery";
export * from "./generated";
export { Permission } from "./permission";
export { Team } from "./team";
export { ValidationError } from "./validation-error";
