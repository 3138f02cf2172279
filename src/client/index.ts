import type { Api, Settings } from "./api";
import { apiKeysOver } from "./api-keys";
import { type Clock, systemClock } from "./clock";
import { requesting } from "./request";
import { retrying } from "./retry";
import type { ClientLog } from "./send";
import { teamsOver } from "./teams";
import { PUBLISHED_RATE_LIMIT, throttled } from "./throttle";
import { usersOver } from "./users";

/** What the API's client works with besides its settings. */
export interface Connection {
  /** Ends every call, and every wait for one, at once. */
  readonly signal: AbortSignal;
  readonly log: ClientLog;
  /** Names the program in the `User-Agent` header. */
  readonly userAgent: string;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** Opens Cloudcraft's API. Sends nothing by itself. */
export function connect(settings: Settings, connection: Connection): Api {
  const { clock = systemClock, random = Math.random, signal, log, userAgent } = connection;
  const once = requesting({ settings, signal, clock, log, userAgent });
  const paced = settings.loopback ? once : throttled(once, PUBLISHED_RATE_LIMIT, { clock, signal, log });
  const send = retrying(paced, { maxRetries: settings.maxRetries, clock, signal, log, random });
  return { apiKeys: apiKeysOver(send, settings.apiKeysPath), teams: teamsOver(send), users: usersOver(send) };
}

export { ApiError } from "./error";
export type { Api, Settings };
