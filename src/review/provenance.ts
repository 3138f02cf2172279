import { identity, user } from "../handlers";
import { array, type Json, type PlanDocument, record, textOf } from "./document";
import type { LookUps } from "./look-ups";
import type { Provenance } from "./report";
import { isMarked, markOf, type Secrets } from "./secrets";

/** Where a plan comes from, as far as it tells, and nothing that is sensitive. */
export function provenanceOf({ root, origin }: PlanDocument, lookUps: LookUps, secrets: Secrets): Provenance {
  const tell = (value: unknown) => (typeof value === "string" ? secrets.hide(value) : null);
  const { provider_config: configured } = record(root.configuration);
  const ours = Object.values(record(configured))
    .map(record)
    .filter(({ name }) => name === identity.name);
  const versions = new Map(
    ours.flatMap(({ full_name: address, version_constraint: constraint }) =>
      typeof address === "string" ? [[address, origin.providerVersions?.get(address) ?? constraint] as const] : [],
    ),
  );
  const users = lookUps.all.flatMap(({ noun, values: { name, email }, mark }) => {
    const isHidden = ["name", "email"].some((part) => isMarked(markOf(mark, part)));
    return noun === user.name && typeof email === "string" && !isHidden ? [`${textOf(name) ?? ""} <${email}>`] : [];
  });
  return {
    plannedAt: tell(root.timestamp),
    program: programOf(root),
    providers: [...versions].map(([address, version]) => ({ address: secrets.hide(address), version: tell(version) })),
    services: unique(ours.map((provider) => tell(serviceOf(provider, record(root.variables))))),
    actingAs: unique(users.map((who) => secrets.hide(who.trim()))),
    digest: origin.digest ?? null,
  };
}

/** Terraform says since 1.8 whether a plan is complete; OpenTofu never does. */
function programOf({ complete, terraform_version: version }: Json): Provenance["program"] {
  if (complete !== undefined) return "Terraform";
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(String(version)) ?? [];
  return Number(major) > 1 || Number(minor) >= 8 ? "OpenTofu" : null;
}

/** The URL of the service as a configuration states it, if it does so plainly. */
function serviceOf({ expressions }: Json, variables: Json): unknown {
  const { constant_value: constant, references } = record(record(expressions).base_url);
  const [, variable = ""] = /^var\.([^.[]+)$/.exec(String(array(references)[0])) ?? [];
  return constant ?? record(variables[variable]).value;
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
