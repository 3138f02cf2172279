import { text } from "../schema";
import { defineFunction, type Sealing } from "./context";

/** Decrypts what `recipients` of age have got. Loads nothing, and asks no service, before it is called. */
export const decrypt = ({ decrypt }: Pick<Sealing, "decrypt">) =>
  defineFunction("decrypt", {
    summary: "Decrypts the value of a key",
    description:
      "The value of a key that was encrypted for recipients of age. With an ephemeral identity the result is ephemeral, too. " +
      "For an RSA key, use Terraform's own `rsadecrypt`.",
    parameters: {
      encryptedKey: text("What `encrypted_key` of a `cloudcraft_api_key` holds."),
      identity: text("An identity of age, `AGE-SECRET-KEY-...`; several on lines of their own."),
    },
    returns: text("The value of the key."),
    call: ({ encryptedKey, identity }) => decrypt(encryptedKey, identity),
  });
