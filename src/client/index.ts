import type { Api, Settings } from "./api";
import { apiKeysOver } from "./api-keys";
import { type Clock, systemClock } from "./clock";
import { requesting } from "./request";
import { retrying } from "./retry";
import type { ClientLog, Send } from "./send";
import { teamsOver } from "./teams";
import { throttled } from "./throttle";
import { usersOver } from "./users";
import { Waiting } from "./waiting";

/** What the API's client works with besides its settings. */
export interface Connection {
  /** Ends every call, and every wait for one, at once. */
  readonly signal: AbortSignal;
  readonly log: ClientLog;
  /** Names the program in the `User-Agent` header. */
  readonly userAgent: string;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Asked right before each request that may change something. If it throws, nothing is sent. */
  readonly mayWrite?: () => void;
}

/** Opens Cloudcraft's API. Sends nothing by itself. */
export function connect(settings: Settings, connection: Connection): Api {
  const { clock = systemClock, random = Math.random, signal, log, userAgent, mayWrite } = connection;
  const waiting = new Waiting(clock, signal, log);
  const once = requesting({ settings, signal, clock, log, userAgent });
  const allowed: Send = async (call) => {
    if (call.method !== "GET") mayWrite?.();
    return once(call);
  };
  const paced = throttled(allowed, settings.rateLimit, waiting);
  const send = retrying(paced, { maxRetries: settings.maxRetries, waiting, random });
  return {
    apiKeys: apiKeysOver(send, settings.apiKeysPath),
    teams: teamsOver(send),
    users: usersOver(send),
    waitedMs: () => waiting.totalMs,
  };
}

export { systemClock } from "./clock";
export { ApiError } from "./error";
export type { Api, Settings };
