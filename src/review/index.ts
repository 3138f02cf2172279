export { type PlanDocument, readPlan } from "./document";
export { FAIL_ON, type Gate, gate, readFailOn } from "./gate";
export { html } from "./html";
export { json, jsonSchema } from "./json";
export { markdown } from "./markdown";
export type { AccessChange, Report } from "./report";
export { review } from "./review";
export { terminal } from "./terminal";
