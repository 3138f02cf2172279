import {
  type AnyProvider,
  type AnyResource,
  type Attributes,
  isWriteOnly,
  Problem,
  snakeCase,
  validate,
} from "../../schema";
import type { Remark } from "./remark";
import { plainValues, type Values } from "./value";

type Validated = Pick<AnyResource<never>, "attributes" | "validate"> | Pick<AnyProvider, "attributes" | "validate">;

/** Everything that is wrong with a configuration, parts of which may still be unknown. */
export function validateConfig(definition: Validated, config: Values): Remark[] {
  return validate(definition, plainValues(config)).map(({ path, why }) => ({ error: invalid(path, why) }));
}

/** What cannot be configured where the client would store a write-only value, as it would any other. */
export function writeOnlyRefused(attributes: Attributes, config: Values): Remark[] {
  const given = Object.entries(attributes).filter(
    ([name, attribute]) => isWriteOnly(attribute) && config[name] !== undefined,
  );
  return given.map(([name]) => ({
    error: new Problem({
      kind: "write_only_unsupported",
      summary: "A write-only value cannot be kept out of the state",
      detail: `\`${snakeCase(name)}\` is write-only, which this version of Terraform does not know of.`,
      remedy: "Use Terraform or OpenTofu 1.11 or newer, or remove it from the configuration.",
      path: [name],
    }),
  }));
}

/** The problem that a rejected attribute is. */
export function invalid(path: Problem["path"], why: string): Problem {
  return new Problem({ kind: "invalid", summary: "Invalid configuration", detail: why, path });
}
