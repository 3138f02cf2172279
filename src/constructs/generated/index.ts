// Written by `npm run generate` from src/handlers. Do not edit.
export * from "./api-key";
export * from "./aws-account";
export * from "./azure-account";
export * from "./data-cloudcraft-api-keys";
export * from "./data-cloudcraft-aws-iam-parameters";
export * from "./data-cloudcraft-team";
export * from "./data-cloudcraft-teams";
export * from "./data-cloudcraft-user";
export * from "./provider";
