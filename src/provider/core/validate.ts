import { type AnyProvider, type AnyResource, Problem, validate } from "../../schema";
import type { Remark } from "./remark";
import { plainValues, type Values } from "./value";

type Validated = Pick<AnyResource<never>, "attributes" | "validate"> | Pick<AnyProvider, "attributes" | "validate">;

/** Everything that is wrong with a configuration, parts of which may still be unknown. */
export function validateConfig(definition: Validated, config: Values): Remark[] {
  return validate(definition, plainValues(config)).map(({ path, why }) => ({ error: invalid(path, why) }));
}

/** The problem that a rejected attribute is. */
export function invalid(path: Problem["path"], why: string): Problem {
  return new Problem({ kind: "invalid", summary: "Invalid configuration", detail: why, path });
}
