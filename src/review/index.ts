export { type Origin, type PlanDocument, readPlan } from "./document";
export { DEFAULT_FAIL_ON, FAIL_ON, type Gate, gate, readFailOn } from "./gate";
export { html } from "./html";
export { json, jsonSchema } from "./json";
export { markdown } from "./markdown";
export type { AccessChange, Report } from "./report";
export { review } from "./review";
export { terminal } from "./terminal";
