import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect, systemClock } from "../client";
import { type Host, identity } from "../handlers";

/** What this process lends the handlers. */
export const host: Host = {
  connect: (settings, operation) =>
    connect(settings, {
      ...operation,
      userAgent: `${identity.name}-terraform/${identity.version} node/${process.versions.node}`,
    }),
  environment: process.env,
  readFile: (path) => readFileSync(path, "utf8"),
  clock: systemClock,
  nonce: () => randomBytes(6).toString("hex"),
};
