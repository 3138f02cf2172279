import { type AnyResource, isWriteOnly, Problem } from "../../schema";
import { parseExactly } from "./json";
import { typedValues } from "./typed";
import { mapValues, type Values } from "./value";

type Upgradable = Pick<AnyResource<never>, "attributes" | "version" | "upgrades">;

/** Brings a stored state to the present shape: new and write-only attributes are null, those that no longer exist are dropped. */
export function upgrade(resource: Upgradable, stored: string, storedVersion: number): Values {
  const version = resource.version ?? 0;
  if (storedVersion > version) {
    throw impossible(
      `The state was written under version ${storedVersion}; this release of the provider knows versions up to ${version}.`,
      "Use a newer release of the provider.",
    );
  }
  let state = parseExactly(stored);
  for (let from = storedVersion; from < version; from++) {
    const step = resource.upgrades?.[from];
    if (!step) throw impossible(`There is no way from version ${from} of the state to ${from + 1}.`);
    state = step(asRecord(state));
  }
  const { attributes } = resource;
  return mapValues(typedValues(attributes, asRecord(state)), (value, name) => {
    const attribute = attributes[name];
    return attribute && isWriteOnly(attribute) ? undefined : value;
  });
}

function asRecord(state: unknown): Readonly<Record<string, unknown>> {
  if (typeof state === "object" && state !== null && !Array.isArray(state)) return state as Record<string, unknown>;
  throw impossible("The stored state is not an object.");
}

function impossible(detail: string, remedy?: string): Problem {
  return new Problem({ kind: "upgrade", summary: "Cannot upgrade the stored state", detail, remedy });
}
