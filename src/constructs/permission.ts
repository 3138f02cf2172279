import type { apiKey } from "../handlers";
import type { Config } from "../schema";

type Known = NonNullable<Config<(typeof apiKey)["attributes"]>["permission"]>;

/** What an API key may do. */
export const Permission = {
  /** Look, and change nothing. */
  READ: "read",
  /** Look and change. */
  READ_WRITE: "read-write",
} as const satisfies Record<string, Known>;

/** What an API key may do. Admits any string, so that tokens pass. */
export type Permission = Known | (string & {});
