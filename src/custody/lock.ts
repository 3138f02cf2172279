import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "../schema";

const LOOK_AGAIN_MS = 50;

interface Patience {
  /** How long a holder may show no sign of life before it is taken for dead. */
  readonly silenceMs?: number;
  /** How long to wait for one that lives. */
  readonly patienceMs?: number;
}

/**
 * Works while nobody else holds a lock, a file. A holder that was killed is passed over: at once if it ran on this
 * machine, otherwise when it has shown no sign of life for a while, by this process's own clock.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, patience: Patience = {}): Promise<T> {
  const { silenceMs = 15_000, patienceMs = 600_000 } = patience;
  const token = `${hostname()} ${process.pid} ${randomBytes(6).toString("hex")}`;
  await take(path, token, silenceMs, patienceMs);
  const pulse = setInterval(() => showLife(path), silenceMs / 10);
  try {
    return await work();
  } finally {
    clearInterval(pulse);
    if (holderOf(path) === token) rmSync(path, { force: true });
  }
}

async function take(path: string, token: string, silenceMs: number, patienceMs: number): Promise<void> {
  const until = Date.now() + patienceMs;
  let seen = "";
  let silentSince = Date.now();
  while (!created(path, token)) {
    const holder = holderOf(path);
    if (holder === undefined) continue;
    const sign = `${holder} ${lastSign(path)}`;
    if (sign !== seen) [seen, silentSince] = [sign, Date.now()];
    if (isDead(holder) || Date.now() - silentSince > silenceMs) takeAway(path, holder);
    else if (Date.now() > until) throw busy(path);
    else await sleep(LOOK_AGAIN_MS);
  }
}

function created(path: string, token: string): boolean {
  try {
    writeFileSync(path, token, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function holderOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes a dead holder's lock; one that somebody else has taken in the meantime is given back. */
function takeAway(path: string, holder: string): void {
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== holder) linkSync(aside, path);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isDead(holder: string): boolean {
  const [host, pid] = holder.split(" ");
  if (host !== hostname() || !pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function lastSign(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function showLife(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Whoever took the lock away will be noticed at the end.
  }
}

function busy(path: string): Problem {
  return new Problem({
    kind: "busy",
    summary: "Another handler is at work on the same key",
    detail: `It holds ${path} and does not come to an end.`,
    remedy: "Wait for it or end it, and apply again.",
  });
}
