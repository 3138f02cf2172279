import type { Warning } from "../schema";

/** Says a warning on standard error. */
export function tell({ summary, detail, remedy }: Warning): void {
  process.stderr.write(`cdktf-cloudcraft: ${[summary, detail, remedy].filter(Boolean).join("\n  ")}\n`);
}
