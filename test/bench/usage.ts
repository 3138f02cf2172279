import { readdirSync, readFileSync } from "node:fs";

/** The kernel's ticks, of which there are a hundred a second wherever Node runs. */
const MS_PER_TICK = 10;

/** What the children of a process have used, as far as it was seen before they ended; zero where there is no `/proc`. */
export interface Usage {
  readonly cpuMs: number;
  /** Of the largest of them. */
  readonly peakMb: number;
}

/** Watches the children of a process until told to stop. */
export function watchChildren(parent: number): () => Usage {
  const ticks = new Map<string, number>();
  let peakKb = 0;
  const look = () => {
    for (const child of childrenOf(parent)) {
      try {
        const [, , , , , , , , , , , user, system] = afterName(readFileSync(`/proc/${child}/stat`, "utf8"));
        ticks.set(child, Number(user) + Number(system));
        const [, kb = "0"] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, "utf8")) ?? [];
        peakKb = Math.max(peakKb, Number(kb));
      } catch {
        // It has ended in the meantime.
      }
    }
  };
  const timer = setInterval(look, 20);
  return () => {
    clearInterval(timer);
    const all = [...ticks.values()].reduce((sum, one) => sum + one, 0);
    return { cpuMs: all * MS_PER_TICK, peakMb: peakKb / 1024 };
  };
}

/** Any thread may have started a child. */
function childrenOf(parent: number): string[] {
  try {
    return readdirSync(`/proc/${parent}/task`).flatMap((thread) =>
      readFileSync(`/proc/${parent}/task/${thread}/children`, "utf8").split(" ").filter(Boolean),
    );
  } catch {
    return [];
  }
}

/** The fields of a process after its name, which may hold blanks: the first is its state. */
function afterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
