import type { Warning } from "../schema";
import { inLines } from "./lines";

/** Says a warning on standard error. */
export function tell(warning: Warning): void {
  process.stderr.write(`cdktf-cloudcraft: ${inLines(warning)}\n`);
}
