import { type AnyAttribute, type Attributes, isConfigurable, isRequired, pascalCase, snakeCase } from "../schema";
import type { Inputs } from "./inputs";
import { type Readable, tokenOf } from "./token";

const inputs = new WeakMap<object, Inputs>();

/** Remembers what the app's code says about a construct. */
export function remember(construct: object, given: Inputs): void {
  inputs.set(construct, given);
}

/** What the app's code says about a construct that was drawn from the schema. */
export function inputsOf(construct: object): Inputs {
  const found = inputs.get(construct);
  if (!found) throw new TypeError("This construct was not drawn from the schema.");
  return found;
}

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
      accessor.set = function set(this: object, value: unknown) {
        inputsOf(this).set(name, value);
      };
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
