import type { Socket } from "node:net";
import type { AnyProvider } from "../schema";
import type { Lifetime } from "./lifetime";
import { createLog, levelFrom } from "./log";
import { createService } from "./service";
import { Session } from "./session";
import { createTransport, type Trust } from "./transport";

/** A provider ready to serve whoever connects. */
export interface Serving {
  accept(socket: Socket): void;
  /** A text without the secrets that the provider knows of. */
  redact(text: string): string;
}

/** Puts together all that serves a provider; loading this module is the costly part of a start. */
export function createServing(
  provider: AnyProvider,
  trust: Trust | undefined,
  lifetime: Lifetime,
  env: Readonly<Record<string, string | undefined>>,
): Serving {
  // Whoever read our log is gone; that is no reason to leave an operation half done.
  process.stderr.on("error", () => {});
  const write = (line: string) => void process.stderr.write(`${line}\n`);
  const log = createLog(levelFrom(env, provider.name), write, () => new Date());
  const session = new Session(provider, log);
  lifetime.tell(session);
  const accept = createTransport({
    service: createService(session),
    trust,
    connected: (socket) => lifetime.connected(socket),
    shutdown: () => lifetime.shutdown(),
  });
  return { accept, redact: (text) => session.redact(text) };
}
