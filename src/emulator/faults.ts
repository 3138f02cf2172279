import { setTimeout } from "node:timers/promises";
import { ErrorResponse } from "./error-response";
import type { FaultRule } from "./fault-rule";
import { pathOf } from "./path";
import { json, type Reply } from "./reply";

/** What a fault changes about the service that a request meets. */
export interface Circumstances {
  /** Reads tell how things were at this time, in milliseconds since 1970. */
  asOf?: number;
  /** A deletion takes effect so much later. */
  lingerMs?: number;
  nameLimit?: Pick<Extract<FaultRule, { fault: "name-limit" }>, "characters" | "excess">;
}

/** Where faults take time and chance from. */
export interface FaultSources {
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

type Step = () => Promise<Reply>;
/** Something that goes wrong, as a function round the handling of a request: before it, after it, or instead. */
type Policy = (next: Step) => Promise<Reply>;

/** A rule, with how many matching requests have reached it so far. */
interface Standing {
  readonly rule: FaultRule;
  reached: number;
}

/**
 * The faults that stand. All that match a request apply to it, the one that was added first outermost; one that
 * answers by itself keeps the request from those within, which stay due.
 */
export class Faults {
  private standing: Standing[] = [];

  constructor(
    /** Aborts when the emulator closes, to end what is being waited for. */
    private readonly closing: AbortSignal,
    private readonly sources: FaultSources,
  ) {}

  add(rule: FaultRule): void {
    this.standing.push({ rule, reached: 0 });
  }

  list(): readonly Standing[] {
    return this.standing;
  }

  clear(): void {
    this.standing = [];
  }

  async around(
    request: { method: string; originalUrl: string },
    handle: (circumstances: Circumstances) => Promise<Reply>,
  ): Promise<Reply> {
    const circumstances: Circumstances = {};
    const matching = this.standing.filter(({ rule }) => matches(rule, request.method, apiPath(request.originalUrl)));
    const faulty = matching.reduceRight<Step>(
      (next, standing) => {
        const policy = policyOf(standing.rule, { ...this.sources, closing: this.closing, circumstances });
        return () => (isDue(standing.rule, standing.reached++) ? policy(next) : next());
      },
      () => handle(circumstances),
    );
    return faulty();
  }
}

function matches({ method, path }: FaultRule, actualMethod: string, actualPath: string): boolean {
  if (method !== undefined && method.toUpperCase() !== actualMethod) return false;
  if (path === undefined) return true;
  const literal = apiPath(path)
    .split("*")
    .map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`, "i").test(actualPath);
}

/** A path as the API sees it: without the `/api` prefix and a slash at the end. */
function apiPath(url: string): string {
  return pathOf(url)
    .replace(/^\/api(?=\/)/i, "")
    .replace(/(?<=.)\/$/, "");
}

function isDue({ after = 0, times = 1 }: FaultRule, reached: number): boolean {
  return reached >= after && (times === "always" || reached < after + times);
}

interface Means extends FaultSources {
  readonly closing: AbortSignal;
  readonly circumstances: Circumstances;
}

function policyOf(rule: FaultRule, { now, sleep, random, closing, circumstances }: Means): Policy {
  const jittered = (ms: number, jitterMs = 0) => ms + Math.floor(random() * (jitterMs + 1));
  switch (rule.fault) {
    case "status": {
      const { status, headers = {}, body = status < 400 ? {} : ErrorResponse.ofStatus(status).body } = rule;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      return async () => ({ status, headers: { ...json, ...headers }, body: text });
    }
    case "redirect":
      return async () => ({ status: rule.status ?? 307, headers: { Location: rule.location }, body: "" });
    case "delay":
      return async (next) => {
        const waited = sleep(jittered(rule.delayMs, rule.jitterMs), closing).then(
          () => true,
          () => false,
        );
        return (await waited) ? next() : hungUp("close");
      };
    case "stale":
      return (next) => {
        circumstances.asOf = now() - jittered(rule.lagMs, rule.jitterMs);
        return next();
      };
    case "linger":
      return (next) => {
        circumstances.lingerMs = rule.lingerMs;
        return next();
      };
    case "name-limit":
      return (next) => {
        circumstances.nameLimit = rule;
        return next();
      };
    case "drop":
    case "reset": {
      const hangUp = rule.fault === "drop" ? "close" : "reset";
      if (rule.when === "after-commit") return async (next) => ({ ...(await next()), hangUp });
      return async () => hungUp(hangUp);
    }
    case "duplicate":
      return async (next) => {
        await next();
        return next();
      };
    case "cut":
      return changing((body) => cut(body));
    case "trickle":
      return changing((body) => trickle(body, () => sleep(rule.intervalMs ?? 50, closing)));
    case "malformed":
      return changing((body) => body.slice(0, -1));
    case "huge":
      return changing(() => huge(rule.bytes));
    case "content-type":
      return async (next) => {
        const reply = await next();
        return { ...reply, headers: { ...reply.headers, "Content-Type": rule.contentType } };
      };
  }
}

function hungUp(hangUp: Reply["hangUp"]): Reply {
  return { status: 503, headers: {}, body: "", hangUp };
}

/** Changes a body on its way out; an answer that has none, such as a 204, gets `{}` first. */
function changing(change: (body: string) => Reply["body"]): Policy {
  return async (next) => {
    const reply = await next();
    if (typeof reply.body !== "string") return reply;
    const status = reply.status === 204 ? 200 : reply.status;
    return { ...reply, status, headers: { ...json, ...reply.headers }, body: change(reply.body || "{}") };
  };
}

async function* cut(body: string): AsyncIterable<string> {
  yield body.slice(0, body.length / 2);
  // Time for the first half to leave.
  await setTimeout(10);
  throw new Error("cut");
}

async function* trickle(body: string, pause: () => Promise<void>): AsyncIterable<string> {
  for (const character of body) {
    yield character;
    await pause();
  }
}

async function* huge(bytes: number): AsyncIterable<string> {
  const piece = "x".repeat(65_536);
  yield '{"padding":"';
  for (let left = bytes; left > 0; left -= piece.length) yield piece.slice(0, left);
  yield '"}';
}
