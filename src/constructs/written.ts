import type { Construct } from "constructs";
import { type AnyAttribute, type Attributes, type Finding, snakeCase, validate } from "../schema";
import { literals } from "./literal";
import { sentence, ValidationError } from "./validation-error";

/** The part of a resource, data source or provider that a construct is drawn from. */
export interface Drawn {
  readonly attributes: Attributes;
  validate?(
    draft: never,
    reject: (attribute: string, why: string, ...deeper: readonly (string | number)[]) => void,
  ): void;
}

/** What an app's code says about the attributes of one construct, token or not. */
export class Written {
  readonly #values: Record<string, unknown> = {};

  /** @throws ValidationError if a literal is one that the provider would refuse. What is set later is checked at synth. */
  constructor(
    construct: Construct,
    type: string,
    private readonly definition: Drawn,
    config: Readonly<Record<string, unknown>>,
  ) {
    for (const name of Object.keys(configurable(definition.attributes))) this.#values[name] = config[name];
    const findings = this.findings();
    if (findings.length > 0) throw new ValidationError(construct.node.path, type, findings);
    construct.node.addValidation({ validate: () => this.findings().map(sentence) });
  }

  get(name: string): unknown {
    return this.#values[name];
  }

  set(name: string, value: unknown): void {
    this.#values[name] = value;
  }

  /** Attributes of the Terraform JSON. */
  toTerraform(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.#values).map(([name, value]) => [snakeCase(name), value]));
  }

  /** Attributes as the framework's HCL writer takes them, which must be told each type. */
  toHcl(): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(configurable(this.definition.attributes)).flatMap(([name, attribute]) => {
        const value = this.#values[name];
        return value === undefined ? [] : [[snakeCase(name), { value, isBlock: false, ...hclTypes(attribute) }]];
      }),
    );
  }

  private findings(): Finding[] {
    return validate(this.definition, literals(this.definition.attributes, this.#values));
  }
}

/** The attributes that a configuration may give. */
export function configurable(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, { spec }]) => spec.supply !== "computed"));
}

function hclTypes({ spec: { shape } }: AnyAttribute): { type: string; storageClassType: string } {
  if (shape.kind === "list" || shape.kind === "set" || shape.kind === "map") {
    const element = storageClass(shape.element.spec.shape.kind);
    return { type: shape.kind, storageClassType: `${element}${shape.kind === "map" ? "Map" : "List"}` };
  }
  return { type: "simple", storageClassType: storageClass(shape.kind) };
}

function storageClass(kind: string): string {
  return kind === "bool" ? "boolean" : kind;
}
