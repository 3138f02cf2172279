import { apiKeys as noun } from "../../wire/api-keys";
import { isAdministrator } from "../access";
import { collection } from "../collection";

/** ASSUMED: Cloudcraft documents no endpoint for managing API keys. They are served like its documented accounts. */
export const apiKeys = (path: string) =>
  collection(noun, {
    model: "ApiKey",
    parameter: "apiKeyId",
    path,
    manages: isAdministrator,
    make(store, sent, { user }) {
      const key = store.generate.keyValue();
      return { object: store.addApiKey(sent, user.id, key), once: { key } };
    },
  });
