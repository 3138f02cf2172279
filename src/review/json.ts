import type { Gate } from "./gate";
import type { Report } from "./report";
import description from "./report-schema.json";

/** A report for programs, as `report-schema.json` describes it. Harmless when shown in a terminal. */
export function json(report: Report, gate: Gate): string {
  const text = JSON.stringify({ ...report, gate }, null, 2);
  return `${text.replace(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, (found) =>
    [...Array(found.length).keys()].map((at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  )}\n`;
}

/** The JSON Schema of {@link json}'s output. */
export function jsonSchema(): string {
  return `${JSON.stringify(description, null, 2)}\n`;
}
