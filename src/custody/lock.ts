import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "../schema";
import { isDead, whoIAm } from "./whereabouts";

const LOOK_AGAIN_MS = 50;

interface Patience {
  /** How long a holder may show no sign of life before it is taken for dead. */
  readonly silenceMs?: number;
  /** How long to wait for one that lives. */
  readonly patienceMs?: number;
}

/** Somebody else holds the lock by now. Not a Problem: nothing on the way may take it for a failure to make up for. */
export class LockLost extends Error {
  constructor(path: string) {
    super(`Another process holds ${path} by now.`);
  }
}

/**
 * Works while nobody else holds a lock, a file. A holder that is dead is passed over: at once if that can be proven,
 * otherwise when it has shown no sign of life for a while. Such a one may only have been stopped, and go on: so the work
 * has to confirm, before each thing that it does, that the lock is still its own.
 * @param work is given what confirms it: throws {@link LockLost}
 */
export async function withLock<T>(
  path: string,
  work: (confirm: () => void) => Promise<T>,
  patience: Patience = {},
): Promise<T> {
  const { silenceMs = 15_000, patienceMs = 600_000 } = patience;
  const token = `${whoIAm()} ${randomBytes(6).toString("hex")}`;
  await take(path, token, silenceMs, patienceMs);
  const pulse = setInterval(() => showLife(path, token), silenceMs / 10);
  try {
    return await work(() => {
      // The sign of life comes first: whoever is about to take the lock away sees it, and gives it back.
      showLife(path, token);
      if (holderOf(path) !== token) throw new LockLost(path);
    });
  } finally {
    clearInterval(pulse);
    if (holderOf(path) === token) rmSync(path, { force: true });
  }
}

async function take(path: string, token: string, silenceMs: number, patienceMs: number): Promise<void> {
  // Time in which this machine itself was asleep does not count as silence.
  const until = performance.now() + patienceMs;
  let seen = "";
  let silentSince = performance.now();
  while (!created(path, token)) {
    const holder = holderOf(path);
    if (holder === undefined) continue;
    const sign = signOf(path, holder);
    if (sign !== seen) [seen, silentSince] = [sign, performance.now()];
    if (isDead(holder) || performance.now() - silentSince > silenceMs) takeAway(path, sign);
    else if (performance.now() > until) throw busy(path);
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

/** Removes a dead holder's lock; one that somebody else has taken, or that shows life after all, is given back. */
function takeAway(path: string, sign: string): void {
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    renameSync(path, aside);
    if (signOf(aside, holderOf(aside)) !== sign) linkSync(aside, path);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Changes whenever the holder changes, or shows life. */
function signOf(path: string, holder: string | undefined): string {
  return `${holder} ${statSync(path, { throwIfNoEntry: false })?.mtimeMs}`;
}

function showLife(path: string, token: string): void {
  try {
    const now = new Date();
    if (holderOf(path) === token) utimesSync(path, now, now);
  } catch {
    // Whoever took the lock away is noticed when it is to be confirmed.
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
