import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { connect, systemClock } from "../client";
import { type Host, identity } from "../handlers";
import { decrypt, fingerprint, sealFor } from "../sealing";

// undici parses answers in WebAssembly, and a process may not end before V8 has optimised that: a fifth of a second.
setFlagsFromString("--liftoff-only");

/** What this process lends the handlers. */
export const host: Host = {
  connect: connectThat(),
  environment: process.env,
  readFile: (path) => readFileSync(path, "utf8"),
  clock: systemClock,
  sealing: { sealFor, fingerprint, decrypt },
  nonce: () => randomBytes(6).toString("hex"),
};

/** The same, but before each request that may change something, it asks. What then throws is thrown, and nothing sent. */
export function hostThatAsks(mayWrite: () => void): Host {
  return { ...host, connect: connectThat(mayWrite) };
}

function connectThat(mayWrite?: () => void): Host["connect"] {
  const userAgent = `${identity.name}-terraform/${identity.version} node/${process.versions.node}`;
  return (settings, operation) => connect(settings, { ...operation, userAgent, mayWrite });
}
