import type { Api, Settings } from "./api";
import { awsOver } from "./aws";
import { type Clock, systemClock } from "./clock";
import { Collection, LONGEST_LAG_MS, type Member } from "./collection";
import { Delay } from "./delay";
import { type Collections, nouns } from "./nouns";
import { requesting } from "./request";
import { retrying } from "./retry";
import type { ClientLog, Send, Signals } from "./send";
import { throttled } from "./throttle";
import { usersOver } from "./users";

/** What the API's client works with besides its settings. */
export interface Connection extends Partial<Signals> {
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
  const { clock = systemClock, random = Math.random, log, userAgent, mayWrite } = connection;
  const { signal = new AbortController().signal, ending = signal } = connection;
  const signals = { signal, ending };
  const delay = new Delay(clock, signals, log);
  const once = requesting({ settings, signals, clock, log, userAgent });
  const allowed: Send = async (call) => {
    if (call.method !== "GET") mayWrite?.();
    return once(call);
  };
  const paced = throttled(allowed, { limit: settings.rateLimit, delay, random });
  const send = retrying(paced, { maxRetries: settings.maxRetries, delay, random });
  const collections = Object.values(nouns).map((noun) => {
    const path = noun === nouns.apiKeys ? settings.apiKeysPath : noun.path;
    return new Collection<Member, unknown, unknown>({ noun, path, clock, log });
  });
  const users = usersOver(send);

  const apiOver = (send: Send): Omit<Api, "cleanup"> => ({
    ...(Object.fromEntries(collections.map((one) => [one.name, one.over(send)])) as unknown as Collections),
    users,
    aws: awsOver(send),
    waitedMs: () => delay.totalMs,
    longestLagMs: LONGEST_LAG_MS,
  });
  const cleanup: Api = {
    ...apiOver((call) => send({ ...call, cleanup: true })),
    get cleanup() {
      return cleanup;
    },
  };
  return { ...apiOver(send), cleanup };
}

export { systemClock } from "./clock";
export { ApiError } from "./error";
export type { Api, Settings };
