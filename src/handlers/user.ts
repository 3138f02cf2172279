import { text } from "../schema";
import { dataSource } from "./context";
import { told } from "./mapping";

const attributes = {
  id: text("Identifier of the user.").computed(),
  name: text("Name of the user.").computed(),
  email: text("E-mail address of the user.").computed(),
  createdAt: text("When the user was created (RFC 3339).").computed(),
  updatedAt: text("When the user was last changed (RFC 3339).").computed(),
};

/** The user whom the provider acts as. */
export const user = dataSource("user", {
  description: "The user whom the provider's credential acts as, and whom every key created with it will act as.",
  attributes,
  async read(_input, { api }) {
    return told(attributes, await api.users.me());
  },
});
