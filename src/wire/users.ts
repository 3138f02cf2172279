import { defaulting, nullable, type ObjectOf, objectOf, record, text } from "./shape";

const fields = {
  id: text,
  name: text,
  email: text,
  settings: defaulting(record, {}),
  createdAt: text,
  updatedAt: text,
  accessedAt: nullable(text),
};

/** The user whom the calling key acts as, from `GET /user/me`. */
export const user = objectOf(fields);

export interface WireUser extends ObjectOf<typeof fields> {}
