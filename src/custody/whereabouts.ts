import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Names this process: where its process id counts, and the id. Two words. */
export function whoIAm(): string {
  return `${whereIdsCount() ?? "-"} ${process.pid}`;
}

/**
 * Whether a process is proven to have ended, given a text that begins with its name. A process id proves something only
 * where it was given out: in the same PID namespace, since the same start of the same machine.
 */
export function isDead(name: string): boolean {
  const [where, pid] = name.split(" ");
  if (where !== whereIdsCount() || !/^[1-9]\d*$/.test(pid ?? "")) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** `undefined` where there is no telling: then only silence counts. */
function whereIdsCount(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return [encodeURIComponent(hostname()), boot, readlinkSync("/proc/self/ns/pid")].join("/");
  } catch {
    return undefined;
  }
}
