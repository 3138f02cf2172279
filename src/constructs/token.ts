import { type AnyAttribute, type Attributes, isConfigurable, pascalCase, snakeCase } from "../schema";
import {
  BooleanList,
  BooleanMap,
  ComplexList,
  ComplexMap,
  ComplexObject,
  Fn,
  type IInterpolatingParent,
  NumberMap,
  StringMap,
  type TerraformResource,
  Token,
} from "./cdktf";
import { inputsOf } from "./inputs";

/** What attributes are read from: a resource, a data source, or an object within one of their attributes. */
export type Readable = IInterpolatingParent &
  Pick<
    TerraformResource,
    | "getStringAttribute"
    | "getNumberAttribute"
    | "getBooleanAttribute"
    | "getListAttribute"
    | "getNumberListAttribute"
    | "getStringMapAttribute"
    | "getNumberMapAttribute"
    | "getBooleanMapAttribute"
  >;

/** A reference to what an attribute will hold after apply, in the form that the framework has for its type. */
export function tokenOf(parent: Readable, name: string, attribute: AnyAttribute): unknown {
  const terraformName = snakeCase(name);
  const { shape } = attribute.spec;
  const readOnly = !isConfigurable(attribute);
  switch (shape.kind) {
    case "string":
      return parent.getStringAttribute(terraformName);
    case "number":
      return parent.getNumberAttribute(terraformName);
    case "bool":
      return parent.getBooleanAttribute(terraformName);
    case "object":
      return readOnly
        ? new ObjectReference(parent, terraformName, shape.attributes)
        : new GivenObject(parent, name, shape.attributes);
    case "map":
      return mapToken(parent, terraformName, shape.element, readOnly);
    default:
      return listToken(parent, terraformName, shape.element, shape.kind === "set", readOnly);
  }
}

function listToken(parent: Readable, name: string, { spec }: AnyAttribute, isSet: boolean, computed: boolean): unknown {
  switch (spec.shape.kind) {
    case "string":
      return isSet ? Fn.tolist(parent.getListAttribute(name)) : parent.getListAttribute(name);
    case "number": {
      const numbers = parent.getNumberListAttribute(name);
      return isSet ? Token.asNumberList(Fn.tolist(numbers)) : numbers;
    }
    case "object":
      return new ObjectList(parent, name, isSet, spec.shape.attributes);
    default:
      return computed ? new BooleanList(parent, name, isSet) : parent.interpolationForAttribute(name);
  }
}

function mapToken(parent: Readable, name: string, { spec }: AnyAttribute, computed: boolean): unknown {
  switch (spec.shape.kind) {
    case "string":
      return computed ? new StringMap(parent, name) : parent.getStringMapAttribute(name);
    case "number":
      return computed ? new NumberMap(parent, name) : parent.getNumberMapAttribute(name);
    case "object":
      return new ObjectMap(parent, name, spec.shape.attributes);
    default:
      return computed ? new BooleanMap(parent, name) : parent.getBooleanMapAttribute(name);
  }
}

/** An object within an attribute; its fields are tokens. */
class ObjectReference extends ComplexObject {
  constructor(parent: IInterpolatingParent, name: string, fields: Attributes, isSet = false, at?: number | string) {
    super(parent, name, isSet, at);
    for (const [field, attribute] of Object.entries(fields)) {
      Object.defineProperty(this, field, { get: () => tokenOf(this, field, computed(attribute)), configurable: true });
    }
  }
}

/** An object that the configuration gives: its members are tokens, and may be set one by one. */
class GivenObject extends ComplexObject {
  constructor(parent: IInterpolatingParent, name: string, members: Attributes) {
    super(parent, snakeCase(name), false);
    const given = () => inputsOf(parent).get(name) as Readonly<Record<string, unknown>> | undefined;
    const put = (member: string, value: unknown) => inputsOf(parent).set(name, { ...given(), [member]: value });
    for (const [member, attribute] of Object.entries(members)) {
      Object.defineProperties(this, {
        [member]: {
          get: () => tokenOf(this, member, attribute),
          set: (value: unknown) => put(member, value),
          configurable: true,
        },
        [`${member}Input`]: { get: () => given()?.[member], configurable: true },
        [`reset${pascalCase(snakeCase(member))}`]: { value: () => put(member, undefined), configurable: true },
      });
    }
  }
}

/** A list or set of objects that Terraform will know after apply. */
class ObjectList extends ComplexList {
  constructor(
    parent: IInterpolatingParent,
    name: string,
    isSet: boolean,
    private readonly fields: Attributes,
  ) {
    super(parent, name, isSet);
  }

  get(index: number): ObjectReference {
    return new ObjectReference(this.terraformResource, this.terraformAttribute, this.fields, this.wrapsSet, index);
  }
}

/** Objects by name that Terraform will know after apply. */
class ObjectMap extends ComplexMap {
  constructor(
    parent: IInterpolatingParent,
    name: string,
    private readonly fields: Attributes,
  ) {
    super(parent, name);
  }

  get(key: string): ObjectReference {
    // The framework writes an index without quotes.
    const index = Token.isUnresolved(key) ? key : JSON.stringify(key);
    return new ObjectReference(this.terraformResource, this.terraformAttribute, this.fields, false, index);
  }
}

/** What lies within a computed object is computed, whatever its own words say. */
function computed(attribute: AnyAttribute): AnyAttribute {
  return { ...attribute, spec: { ...attribute.spec, supply: "computed" } };
}
