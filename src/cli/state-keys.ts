import { readFileSync } from "node:fs";
import { identity } from "../handlers";
import { Problem } from "../schema";

const TYPE = `${identity.name}_api_key`;

/**
 * The ids of all keys that a state or a plan knows: `terraform show -json` of either, or a state file itself.
 * @param file `-` for standard input
 */
export function stateKeyIds(file: string): ReadonlySet<string> {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file === "-" ? 0 : file, "utf8"));
  } catch (error) {
    // A parser's own message quotes the text, which may hold secrets.
    throw unusable(error instanceof SyntaxError ? "it is not JSON" : (error as Error).message);
  }
  const { values, prior_state, planned_values, resources, format_version, version } = record(document);
  if (format_version === undefined && version === undefined) throw unusable("it is neither a state nor a plan");
  const modules = [record(values), record(record(prior_state).values), record(planned_values)].map(
    ({ root_module }) => root_module,
  );
  const ids = [...modules.flatMap(idsOfModule), ...array(resources).flatMap(idsOfStoredResource)];
  return new Set(ids.map((id) => id.toLowerCase()));
}

function unusable(why: string): Problem {
  return new Problem({
    kind: "bad_usage",
    summary: `--state cannot be used: ${why}`,
    remedy: "Give it the output of `terraform show -json`, of a state or of a plan file, or a state file.",
  });
}

function idsOfModule(module: unknown): string[] {
  const { resources, child_modules } = record(module);
  const own = array(resources).flatMap((resource) => {
    const { type, mode, values } = record(resource);
    return type === TYPE && mode !== "data" ? idOf(values) : [];
  });
  return [...own, ...array(child_modules).flatMap(idsOfModule)];
}

function idsOfStoredResource(resource: unknown): string[] {
  const { type, mode, instances } = record(resource);
  if (type !== TYPE || mode === "data") return [];
  return array(instances).flatMap((instance) => idOf(record(instance).attributes));
}

function idOf(values: unknown): string[] {
  const { id } = record(values);
  return typeof id === "string" ? [id] : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
