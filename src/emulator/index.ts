export { Misfit } from "../wire/shape";
export { type Emulator, type EmulatorOptions, startEmulator } from "./emulator";
export { type Fault, type FaultRule, parseFaultRule } from "./fault-rule";
export type { RateLimit } from "./rate-limit";
export { type TeamShape, teamShapes } from "./routes/teams";
export { defaultSeed, parseSeed, type Seed } from "./seed";
