import { type AnyAttribute, type Attributes, pascalCase, snakeCase } from "../src/schema";

/** The fields of the objects that an attribute is made of, if it is. */
export function objectWithin({ spec: { shape } }: AnyAttribute): Attributes | undefined {
  const inner = "element" in shape ? shape.element.spec.shape : shape;
  return inner.kind === "object" ? inner.attributes : undefined;
}

const SCALARS = { string: "string", number: "number", bool: "boolean | IResolvable" } as const;

/** The TypeScript type of what the configuration gives. @param object what the type is called, if it is an object's */
export function inputType(attribute: AnyAttribute, object?: string): string {
  const { shape, allowed } = attribute.spec;
  if (shape.kind === "string" && allowed) {
    return [...allowed.map((value) => JSON.stringify(value)), "(string & {})"].join(" | ");
  }
  if (shape.kind === "string" || shape.kind === "number" || shape.kind === "bool") return SCALARS[shape.kind];
  if (shape.kind === "object" && object) return object;
  const element = "element" in shape ? shape.element.spec.shape.kind : undefined;
  if (element === "string" || element === "number" || element === "bool") {
    if (shape.kind === "map") return `{ [key: string]: ${SCALARS[element]} }`;
    return element === "bool" ? "Array<boolean | IResolvable> | IResolvable" : `${SCALARS[element]}[]`;
  }
  throw unsupported(attribute);
}

/** The TypeScript type of a reference to what an attribute will hold. */
export function tokenType(owner: string, name: string, attribute: AnyAttribute): string {
  const { shape, supply } = attribute.spec;
  const object = `${owner}${pascalCase(snakeCase(name))}`;
  if (shape.kind === "string" || shape.kind === "number") return shape.kind;
  if (shape.kind === "bool") return "IResolvable";
  if (shape.kind === "object") return `${object}OutputReference`;
  const element = "element" in shape ? shape.element.spec.shape.kind : undefined;
  if (element === "object") return `${object}${shape.kind === "map" ? "Map" : "List"}`;
  if (element === "string" || element === "number" || element === "bool") {
    const isComputed = supply === "computed";
    if (shape.kind !== "map") return element === "bool" ? (isComputed ? "BooleanList" : "IResolvable") : `${element}[]`;
    if (isComputed) return { string: "StringMap", number: "NumberMap", bool: "BooleanMap" }[element];
    return `{ [key: string]: ${element === "bool" ? "boolean" : element} }`;
  }
  throw unsupported(attribute);
}

/** A part of a computed value: computed, whatever its own words say. */
export function computed(attribute: AnyAttribute): AnyAttribute {
  return { ...attribute, spec: { ...attribute.spec, supply: "computed" } };
}

function unsupported({ spec }: AnyAttribute): Error {
  return new Error(
    `No construct can be drawn with an attribute like "${spec.description}": collections of collections, and collections ` +
      "of objects that the configuration gives, are not supported. Teach scripts/bindings.ts and src/constructs/token.ts about them.",
  );
}
