import { setTimeout as sleep } from "node:timers/promises";
import type { FaultRule } from "./fault-rule";
import { pathOf } from "./path";
import { Refusal } from "./refusal";
import { json, type Reply } from "./reply";

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

  async around(request: { method: string; originalUrl: string }, handle: Step): Promise<Reply> {
    const matching = this.standing.filter(({ rule }) => matches(rule, request.method, apiPath(request.originalUrl)));
    const faulty = matching.reduceRight<Step>((next, standing) => {
      const policy = policyOf(standing.rule, this.closing);
      return () => (isDue(standing.rule, standing.reached++) ? policy(next) : next());
    }, handle);
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

function policyOf(rule: FaultRule, closing: AbortSignal): Policy {
  switch (rule.fault) {
    case "status": {
      const { status, headers = {}, body = status < 400 ? {} : Refusal.ofStatus(status).body } = rule;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      return async () => ({ status, headers: { ...json, ...headers }, body: text });
    }
    case "redirect":
      return async () => ({ status: rule.status ?? 307, headers: { Location: rule.location }, body: "" });
    case "delay":
      return async (next) => {
        const waited = await sleep(rule.delayMs, true, { signal: closing }).catch(() => false);
        return waited ? next() : hungUp("close");
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
      return changing((body) => trickle(body, rule.intervalMs ?? 50, closing));
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
  await sleep(10);
  throw new Error("cut");
}

async function* trickle(body: string, intervalMs: number, signal: AbortSignal): AsyncIterable<string> {
  for (const character of body) {
    yield character;
    await sleep(intervalMs, undefined, { signal });
  }
}

async function* huge(bytes: number): AsyncIterable<string> {
  const piece = "x".repeat(65_536);
  yield '{"padding":"';
  for (let left = bytes; left > 0; left -= piece.length) yield piece.slice(0, left);
  yield '"}';
}
