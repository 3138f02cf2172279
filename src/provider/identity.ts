import { type AnyResource, type Attributes, Problem, snakeCase } from "../schema";
import type { Values } from "./core/value";
import { typeOf } from "./describe";
import type { ResourceIdentityData, ResourceIdentitySchema } from "./protocol/generated/tfplugin6";
import { decode, encode } from "./value";

/** What identifies objects of a type, as Terraform 1.12 and newer ask for it; `undefined` where nothing does. */
export function identitySchemaOf(resource: AnyResource<never>): ResourceIdentitySchema | undefined {
  const [name, attribute] = Object.entries(identifying(resource))[0] ?? [];
  if (name === undefined || attribute === undefined) return undefined;
  const { description, shape } = attribute.spec;
  const type = Buffer.from(JSON.stringify(typeOf(shape)));
  return { version: 0, identityAttributes: [{ name: snakeCase(name), type, description, requiredForImport: true }] };
}

/** The identity of a stored object; `undefined` if it has none. */
export function identityOf(resource: AnyResource<never>, state: Values | undefined): ResourceIdentityData | undefined {
  const { identity } = resource;
  const value = identity && state?.[identity];
  return typeof value === "string"
    ? { identityData: encode(identifying(resource), { [identity ?? ""]: value }) }
    : undefined;
}

/** What an identity says, as an import takes it. */
export function idIn(resource: AnyResource<never>, { identityData }: ResourceIdentityData): string {
  const value = decode(identifying(resource), identityData)?.[resource.identity ?? ""];
  if (typeof value === "string") return value;
  throw new Problem({ kind: "no_identity", summary: "The identity to import does not say what it should" });
}

/** An identity that was stored as JSON. */
export function storedIdentity(resource: AnyResource<never>, json: Uint8Array | undefined): ResourceIdentityData {
  const stored: Readonly<Record<string, unknown>> = JSON.parse(Buffer.from(json ?? []).toString("utf8"));
  const { identity = "" } = resource;
  const found = identityOf(resource, { [identity]: stored[snakeCase(identity)] } as Values);
  if (found) return found;
  throw new Problem({ kind: "no_identity", summary: "The stored identity does not say what it should" });
}

function identifying({ identity, attributes }: AnyResource<never>): Attributes {
  const attribute = identity === undefined ? undefined : attributes[identity];
  return identity === undefined || attribute === undefined ? {} : { [identity]: attribute };
}
