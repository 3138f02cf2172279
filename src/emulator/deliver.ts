import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response } from "express";
import type { Reply } from "./reply";

/** Sends a reply, or fails to in the way that the reply says. */
export async function deliver(response: Response, reply: Reply): Promise<void> {
  const { status, headers, body, hangUp } = reply;
  if (response.destroyed) return;
  if (hangUp === "reset") {
    response.socket?.resetAndDestroy();
  } else if (hangUp === "close") {
    response.socket?.destroy();
  } else if (typeof body === "string") {
    response.status(status).set(headers);
    if (body === "") response.end();
    else response.send(body);
  } else {
    response.status(status).set(headers);
    // What ends here is a body that was cut on purpose, or a client that has had enough.
    await pipeline(Readable.from(body), response).catch(() => undefined);
  }
}
