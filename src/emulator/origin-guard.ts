import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { ErrorResponse } from "./error-response";

/**
 * Refuses, on the control plane, what was not sent to it on purpose: a request that a page of another origin made a
 * browser send, one under a foreign name that was rebound to this address, and one with an API key, which is an API
 * client's whose path went astray.
 */
export function guardOrigin(headers: IncomingHttpHeaders, listeningHost: string): void {
  const { host = "", origin, authorization } = headers;
  const name = host
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();
  if (name !== "localhost" && name !== listeningHost.toLowerCase() && isIP(name) === 0) refuse(`host ${host}`);
  if (origin !== undefined && origin !== `http://${host}`) refuse(`origin ${origin}`);
  const site = headers["sec-fetch-site"] ?? "none";
  if (site !== "none" && site !== "same-origin") refuse(`site ${site}`);
  if (authorization !== undefined) refuse("Authorization header");
}

function refuse(what: string): never {
  throw new ErrorResponse(403, "not_for_the_control_plane", `The control plane takes no request with ${what}`);
}
