import { type AnyAttribute, type Attributes, isConfigurable, isRequired, pascalCase, snakeCase } from "../schema";
import { inputsOf } from "./inputs";
import { type Readable, tokenOf } from "./token";

/** Reads one attribute of the construct that it is called on. */
type Getter = (this: Readable) => unknown;

/**
 * Gives a class the accessors that users of generated provider bindings expect: `name` (what it will be), its setter,
 * `nameInput` (what the code says), and `resetName()` where it may be left out.
 */
export function addAccessors(
  prototype: object,
  attributes: Attributes,
  read: (name: string, attribute: AnyAttribute) => Getter,
): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const accessor: PropertyDescriptor = { get: read(name, attribute), configurable: true };
    if (isConfigurable(attribute)) {
      const set = function set(this: object, value: unknown) {
        inputsOf(this).set(name, value);
      };
      // The framework's users know it so: an object is put as a whole, and its members are set.
      if (attribute.spec.shape.kind !== "object") accessor.set = set;
      else Object.defineProperty(prototype, `put${pascalCase(snakeCase(name))}`, { value: set, configurable: true });
      Object.defineProperty(prototype, `${name}Input`, { get: asInput(name), configurable: true });
    }
    Object.defineProperty(prototype, name, accessor);
    if (!isConfigurable(attribute) || isRequired(attribute)) continue;
    Object.defineProperty(prototype, `reset${pascalCase(snakeCase(name))}`, {
      value: function reset(this: object) {
        inputsOf(this).set(name, undefined);
      },
      configurable: true,
      writable: true,
    });
  }
}

/** Reads an attribute as a token: what it will be after apply. */
export function asToken(name: string, attribute: AnyAttribute): Getter {
  return function get() {
    return tokenOf(this, name, attribute);
  };
}

/** Reads an attribute as the app's code gave it. */
export function asInput(name: string): (this: object) => unknown {
  return function get() {
    return inputsOf(this).get(name);
  };
}
