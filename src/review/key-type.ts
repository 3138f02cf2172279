import { apiKey, identity } from "../handlers";

/** The type of the keys that a provider manages. */
export const KEY_TYPE = `${identity.name}_${apiKey.name}`;
