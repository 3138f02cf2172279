export { type Creation, createKey } from "./create";
export { type Destruction, destroyKey } from "./destroy";
export type { CustodyContext, Keys, Outcome, Progress } from "./keys";
export type { KeyRecord, KnownKey } from "./record";
export { type Deployment, Records, recordsUnder } from "./records";
export type { Sink } from "./sink";
export { type Sweep, sweep, sweepAll, sweepUnfinished } from "./sweep";
