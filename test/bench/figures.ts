import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { terraformCommand } from "../../src/cli/terraform";

/** What one kind of work came to, by contender; medians. */
export interface Figure {
  readonly work: string;
  readonly unit: string;
  readonly values: Readonly<Record<string, number>>;
}

/** What a result depends on besides the code. */
export interface Machine {
  readonly cpus: number;
  readonly model: string;
  readonly node: string;
  readonly terraform: string;
  readonly loadBefore: number;
}

/** The machine that this runs on. */
export function machine(): Machine {
  const [terraform = ""] = execFileSync(terraformCommand(process.env), ["version"], { encoding: "utf8" }).split("\n");
  const [first] = cpus();
  const load = Number((loadavg()[0] ?? 0).toFixed(1));
  return { cpus: cpus().length, model: first?.model ?? "", node: process.version, terraform, loadBefore: load };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Figures as a table for people: each value, and in brackets what ours is to it. */
export function table(figures: readonly Figure[]): string {
  const names = [...new Set(figures.flatMap(({ values }) => Object.keys(values)))];
  const rows = figures.map(({ work, unit, values }) => [
    `${work} (${unit})`,
    ...names.map((name) => cell(values[name], name === "ours" ? undefined : values.ours)),
  ]);
  const all = [["work", ...names], ...rows];
  const widths = ["", ...names].map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cell(value: number | undefined, ours: number | undefined): string {
  if (value === undefined) return "–";
  const shown = value >= 100 ? value.toFixed(0) : value.toPrecision(3);
  return ours === undefined || value === 0 ? shown : `${shown} (${(ours / value).toFixed(2)})`;
}
