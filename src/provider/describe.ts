import {
  type AnyAttribute,
  type AnyFunction,
  type AnyProvider,
  type AnyResource,
  type Attributes,
  isConfigurable,
  isDefaulted,
  isRequired,
  isSupplied,
  isWriteOnly,
  type Shape,
  snakeCase,
} from "../schema";
import { type Parameter, parametersOf } from "./core/function";
import { columns } from "./core/typed";
import { nestedAttributes } from "./core/value";
import {
  type Function_Parameter,
  type FunctionMessage,
  type GetProviderSchema_Response,
  Schema_Object_NestingMode as Nesting,
  type Schema,
  type Schema_Attribute,
  type ServerCapabilities,
} from "./protocol/generated/tfplugin6";

type Described = Pick<AnyResource<never>, "name" | "description" | "attributes" | "version">;

/** Everything the provider offers, as the protocol describes it. */
export function describe(provider: AnyProvider): GetProviderSchema_Response {
  const typed = (definitions: readonly Described[] = [], flags = supplied) =>
    Object.fromEntries(definitions.map((one) => [`${provider.name}_${one.name}`, schemaOf(one, flags)]));
  const actions = Object.entries(typed(provider.actions, given)).map(([name, schema]) => [name, { schema }]);
  return {
    provider: schemaOf(provider, given),
    resourceSchemas: typed(provider.resources),
    dataSourceSchemas: typed(provider.dataSources.map((dataSource) => ({ ...dataSource, version: 0 }))),
    ephemeralResourceSchemas: typed(provider.ephemeralResources),
    listResourceSchemas: typed(provider.listResources, given),
    actionSchemas: Object.fromEntries(actions),
    functions: describeFunctions(provider.functions),
    serverCapabilities: capabilities(provider),
  };
}

/** A plan of a deletion is asked for only where some resource has something to say about it. */
export function capabilities(provider: AnyProvider): ServerCapabilities {
  return { getProviderSchemaOptional: true, planDestroy: provider.resources.some((resource) => resource.plan) };
}

/** Functions as the protocol describes them, by name. */
export function describeFunctions(functions: readonly AnyFunction[] = []): Record<string, FunctionMessage> {
  return Object.fromEntries(
    functions.map((definition) => {
      const { name, summary, description, returns } = definition;
      const { fixed, variadic } = parametersOf(definition);
      const described: FunctionMessage = {
        summary,
        description,
        parameters: fixed.map(describeParameter),
        variadicParameter: variadic && describeParameter(variadic),
        return: { type: Buffer.from(JSON.stringify(typeOf(returns.spec.shape))) },
      };
      return [name, described];
    }),
  );
}

function describeParameter({ name, attribute }: Parameter): Function_Parameter {
  const { shape, description } = attribute.spec;
  const type = Buffer.from(JSON.stringify(typeOf(shape)));
  return { name: snakeCase(name), type, description, allowNullValue: !isRequired(attribute) };
}

type Flags = Pick<Schema_Attribute, "required" | "optional" | "computed" | "writeOnly">;

const supplied = (attribute: AnyAttribute): Flags => ({
  required: isRequired(attribute),
  optional: !isRequired(attribute) && isConfigurable(attribute),
  computed: isSupplied(attribute) || isDefaulted(attribute),
  writeOnly: isWriteOnly(attribute),
});

/** What only says what is wanted is never computed: a default stays within the provider. */
const given = (attribute: AnyAttribute): Flags => ({
  required: isRequired(attribute),
  optional: !isRequired(attribute),
  writeOnly: isWriteOnly(attribute),
});

const onlyComputed = (): Flags => ({ computed: true });

function schemaOf(
  { description, attributes, version = 0 }: { description: string; attributes: Attributes; version?: number | string },
  flags: (attribute: AnyAttribute) => Flags,
): Schema {
  const ownVersion = typeof version === "number" ? version : 0;
  return {
    version: ownVersion,
    block: { version: ownVersion, description, attributes: describeAll(attributes, flags) },
  };
}

function describeAll(attributes: Attributes, flags: (attribute: AnyAttribute) => Flags): Schema_Attribute[] {
  return columns(attributes).map(({ wireName, attribute }) => {
    const { description, sensitive } = attribute.spec;
    const own = { name: wireName, description, sensitive, ...flags(attribute) };
    const nested = nestedAttributes(attribute);
    if (!nested) return { ...own, type: Buffer.from(JSON.stringify(typeOf(attribute.spec.shape))) };
    const inner = isConfigurable(attribute) ? flags : onlyComputed;
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
