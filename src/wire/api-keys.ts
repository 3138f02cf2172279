import { type Answered, type Created, noun, type Sent } from "./noun";
import { accessList, nullable, oneOf, text } from "./shape";

/** What a key may do: look, or look and change (API reference, "Authentication"). */
export const permission = oneOf("read", "read-write");

/**
 * API keys. An ASSUMPTION: Cloudcraft documents no endpoint for managing them. Path, wrapper and fields follow the
 * conventions of the documented objects (AWS and Azure accounts): GET COLLECTION answers `{"apiKeys": [...]}`; POST
 * COLLECTION 201 with the key's value; GET, PUT and DELETE COLLECTION/ID 200, 200 and 204.
 */
export const apiKeys = noun("apiKeys", {
  called: "a key",
  path: "/apikey",
  wrapper: "apiKeys",
  sent: {
    name: text,
    permission,
    /** Who sees that the key exists; nobody but its creator and the account's owner if empty. */
    readAccess: accessList,
    /** Who may change or delete the key. */
    writeAccess: accessList,
  },
  answered: {
    id: text,
    /** The first three characters of the value. */
    hint: text,
    createdAt: text,
    updatedAt: text,
    /** When the key was last used; `null` until then. */
    accessedAt: nullable(text),
    /** The user whom the key acts as. */
    CreatorId: text,
    CustomerId: nullable(text),
  },
  once: {
    /** The value: 32 random bytes in standard base64, 44 characters. */
    key: text,
  },
});

export type WirePermission = "read" | "read-write";

/** An API key as it is listed. */
export interface WireApiKey extends Answered<typeof apiKeys> {}

/** The answer to a creation: the only one that ever holds the key's value. */
export interface WireCreatedApiKey extends Created<typeof apiKeys> {}

/** The body of a creation or a change. */
export interface WireApiKeyInput extends Sent<typeof apiKeys> {}
