import { array, type Json, record } from "./document";
import { KEY_TYPE } from "./key-type";

/** Where an expression of the configuration takes a key from. */
export interface KeySource {
  /** The key's address without indexes. */
  readonly key: string;
  /** The index that is written out, as in `["a"]`, if one is. */
  readonly index?: string;
  /** `false`: the expression uses the whole key, or all keys; perhaps not a value. */
  readonly certain: boolean;
}

/** A place of the configuration that takes something from keys. */
export interface Use {
  /** `passage`: an output of an inner module, which is no place of its own. */
  readonly kind: "output" | "resource" | "provisioner" | "passage";
  /** An output's name, or an object's address without indexes. */
  readonly address: string;
  /** The attribute; empty for outputs. */
  readonly attribute: string;
  readonly sources: readonly KeySource[];
}

/** An address without its indexes. */
export function withoutIndexes(address: string): string {
  return address.replace(/\[(?:[0-9]+|"(?:[^"\\]|\\.)*")\]/g, "");
}

/** Every place of a plan's configuration that takes the value of a key. Local values are not told of by a plan. */
export function usesOfKeys(configuration: unknown): readonly Use[] {
  return new Flow(record(record(configuration).root_module)).uses();
}

interface Scope {
  readonly prefix: string;
  readonly module: Json;
  readonly outer?: { readonly scope: Scope; readonly call: Json };
}

/** Follows references through the inputs and outputs of modules. */
class Flow {
  readonly #root: Scope;
  readonly #scopes = new Map<string, Scope>();
  readonly #known = new Map<string, readonly KeySource[]>();

  constructor(root: Json) {
    this.#root = { prefix: "", module: root };
    this.#enter(this.#root);
  }

  uses(): readonly Use[] {
    const outputs = Object.entries(record(this.#root.module.outputs)).map(([name, output]) => ({
      kind: "output" as const,
      address: name,
      attribute: "",
      sources: this.#sourcesOf(this.#root, record(output).expression),
    }));
    const resources = [...this.#scopes.values()].flatMap((scope) => [...this.#usesIn(scope)]);
    return [...outputs, ...resources].filter(({ sources }) => sources.length > 0);
  }

  #enter(scope: Scope): void {
    this.#scopes.set(scope.prefix, scope);
    for (const [name, call] of Object.entries(record(scope.module.module_calls))) {
      const outer = { scope, call: record(call) };
      this.#enter({ prefix: `${scope.prefix}module.${name}.`, module: record(record(call).module), outer });
    }
  }

  *#usesIn(scope: Scope): Generator<Use> {
    for (const [name, output] of scope.outer ? Object.entries(record(scope.module.outputs)) : []) {
      const sources = this.#sourcesOf(scope, record(output).expression);
      yield { kind: "passage", address: scope.prefix + name, attribute: "", sources };
    }
    for (const entry of array(scope.module.resources)) {
      const { type, name, mode, expressions, for_each_expression: each, provisioners } = record(entry);
      if (type === KEY_TYPE && mode !== "data") continue;
      const address = `${scope.prefix}${mode === "data" ? "data." : ""}${String(type)}.${String(name)}`;
      for (const [attribute, expression] of Object.entries(record(expressions))) {
        const sources = this.#sourcesOf(scope, expression, each);
        yield { kind: "resource", address, attribute, sources };
      }
      for (const provisioner of array(provisioners)) {
        const sources = this.#sourcesOf(scope, record(provisioner).expressions, each);
        yield { kind: "provisioner", address, attribute: "", sources };
      }
    }
  }

  #sourcesOf(scope: Scope, expression: unknown, each?: unknown): readonly KeySource[] {
    return longest(references(expression)).flatMap((reference) =>
      /^each\.value\b/.test(reference) ? this.#ofEach(scope, reference, each) : this.#resolve(scope, reference),
    );
  }

  /** A whole key is handed on for each; which part of it is used is in what follows `each.value`. */
  #ofEach(scope: Scope, reference: string, each: unknown): readonly KeySource[] {
    const part = reference.slice("each.value".length);
    if (part !== "" && part !== ".key") return [];
    return this.#sourcesOf(scope, each).map((source) => ({ ...source, certain: part === ".key" || source.certain }));
  }

  #resolve(scope: Scope, reference: string): readonly KeySource[] {
    const id = `${scope.prefix} ${reference}`;
    const known = this.#known.get(id);
    if (known) return known;
    // A damaged file may refer in circles.
    this.#known.set(id, []);
    const sources = this.#find(scope, reference);
    this.#known.set(id, sources);
    return sources;
  }

  #find(scope: Scope, reference: string): readonly KeySource[] {
    const [, name, index, part] = KEY.exec(reference) ?? [];
    if (name !== undefined) {
      if (part !== undefined && part !== "key") return [];
      return [{ key: `${scope.prefix}${KEY_TYPE}.${name}`, index, certain: part === "key" }];
    }
    const [, variable] = /^var\.([^.[]+)/.exec(reference) ?? [];
    if (variable !== undefined && scope.outer) {
      const { scope: outer, call } = scope.outer;
      return this.#sourcesOf(outer, record(call.expressions)[variable], call.for_each_expression);
    }
    const [, call, output] = /^module\.([^.[]+)(?:\[[^\]]*\])?(?:\.([^.[]+))?/.exec(reference) ?? [];
    const inner = call === undefined ? undefined : this.#scopes.get(`${scope.prefix}module.${call}.`);
    if (!inner) return [];
    const outputs = record(inner.module.outputs);
    const named = output === undefined ? Object.values(outputs) : [outputs[output]];
    const found = named.flatMap((entry) => this.#sourcesOf(inner, record(entry).expression));
    return output === undefined ? found.map((source) => ({ ...source, certain: false })) : found;
  }
}

const KEY = new RegExp(`^${KEY_TYPE}\\.([^.[]+)(\\[[^\\]]*\\])?(?:\\.([^.[]+))?`);

/** All references within an expression or a block of them. */
function references(expression: unknown): string[] {
  if (Array.isArray(expression)) return expression.flatMap(references);
  return Object.entries(record(expression)).flatMap(([name, value]) =>
    name === "references" && Array.isArray(value)
      ? value.filter((reference): reference is string => typeof reference === "string")
      : references(value),
  );
}

/** Terraform lists `a.b.c` as `a.b.c` and `a.b`: the latter says nothing of its own. */
function longest(all: readonly string[]): string[] {
  const unique = [...new Set(all)];
  return unique.filter(
    (one) => !unique.some((other) => other !== one && other.startsWith(one) && /^[.[]/.test(other.slice(one.length))),
  );
}
