import type { AnyAttribute, AnyProvider, AnyResource, Attributes, Shape, Supply } from "../schema";
import { columns } from "./core/typed";
import { nestedAttributes } from "./core/value";
import {
  type GetProviderSchema_Response,
  Schema_Object_NestingMode as Nesting,
  type Schema,
  type Schema_Attribute,
  type ServerCapabilities,
} from "./protocol/generated/tfplugin6";

/** Everything the provider offers, as the protocol describes it. */
export function describe(provider: AnyProvider): GetProviderSchema_Response {
  const typed = (definitions: readonly Pick<AnyResource<never>, "name" | "description" | "attributes" | "version">[]) =>
    Object.fromEntries(definitions.map((one) => [`${provider.name}_${one.name}`, schemaOf(one, supplied)]));
  return {
    provider: schemaOf(provider, given),
    resourceSchemas: typed(provider.resources),
    dataSourceSchemas: typed(provider.dataSources.map((dataSource) => ({ ...dataSource, version: 0 }))),
    serverCapabilities: capabilities(provider),
  };
}

/** A plan of a deletion is asked for only where some resource has something to say about it. */
export function capabilities(provider: AnyProvider): ServerCapabilities {
  return { getProviderSchemaOptional: true, planDestroy: provider.resources.some((resource) => resource.plan) };
}

type Flags = Pick<Schema_Attribute, "required" | "optional" | "computed">;

const supplied = (supply: Supply): Flags => ({
  required: supply === "required",
  optional: supply !== "required" && supply !== "computed",
  computed: supply === "computed" || supply === "optionalComputed" || supply === "defaulted",
});

/** A provider's settings are never computed: a default stays within the provider. */
const given = (supply: Supply): Flags => ({ required: supply === "required", optional: supply !== "required" });

const onlyComputed = (): Flags => ({ computed: true });

function schemaOf(
  { description, attributes, version = 0 }: { description: string; attributes: Attributes; version?: number | string },
  flags: (supply: Supply) => Flags,
): Schema {
  const ownVersion = typeof version === "number" ? version : 0;
  return {
    version: ownVersion,
    block: { version: ownVersion, description, attributes: describeAll(attributes, flags) },
  };
}

function describeAll(attributes: Attributes, flags: (supply: Supply) => Flags): Schema_Attribute[] {
  return columns(attributes).map(({ wireName, attribute }) => {
    const { description, supply, sensitive } = attribute.spec;
    const own = { name: wireName, description, sensitive, ...flags(supply) };
    const nested = nestedAttributes(attribute);
    if (!nested) return { ...own, type: Buffer.from(JSON.stringify(typeOf(attribute.spec.shape))) };
    const inner = supply === "computed" ? onlyComputed : flags;
    return { ...own, nestedType: { attributes: describeAll(nested, inner), nesting: nestingOf(attribute) } };
  });
}

function nestingOf({ spec: { shape } }: AnyAttribute): Nesting {
  if (shape.kind === "list") return Nesting.LIST;
  if (shape.kind === "set") return Nesting.SET;
  return shape.kind === "map" ? Nesting.MAP : Nesting.SINGLE;
}

/** A type in Terraform's JSON form. */
export function typeOf(shape: Shape): unknown {
  switch (shape.kind) {
    case "list":
    case "set":
    case "map":
      return [shape.kind, typeOf(shape.element.spec.shape)];
    case "object": {
      const members = columns(shape.attributes).map(({ wireName, attribute }) => [
        wireName,
        typeOf(attribute.spec.shape),
      ]);
      return ["object", Object.fromEntries(members)];
    }
    default:
      return shape.kind;
  }
}
