import type { Construct } from "constructs";
import { type AnyAttribute, type Attributes, type Finding, isConfigurable, snakeCase, validate } from "../schema";
import type { TerraformMetaArguments } from "./cdktf";
import { brokenTexts, isExpression, literals } from "./literal";
import { unknownNames } from "./names";
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
export class Inputs {
  readonly #values: Record<string, unknown> = {};

  /**
   * @param others what the configuration may have besides attributes
   * @param final what synth will write, under Terraform's names, if that may be something else than what is said here
   * @throws ValidationError if there is a name that does not exist, or a literal that the provider would refuse. What is
   * set later is checked at synth.
   */
  constructor(
    construct: Construct,
    type: string,
    private readonly definition: Drawn,
    config: Readonly<Record<string, unknown>>,
    others: readonly string[],
    final?: () => Readonly<Record<string, unknown>> | undefined,
  ) {
    const { attributes } = definition;
    for (const name of Object.keys(configurable(attributes))) this.#values[name] = config[name];
    const misspelt = [
      ...unknownNames(config, [...Object.keys(attributes), ...others]),
      ...unknownNames(Object(config.lifecycle), LIFECYCLE, ["lifecycle"]),
    ];
    const findings = [...misspelt, ...this.wrong(config)];
    if (findings.length > 0) throw new ValidationError(construct.node.path, type, findings);
    const later = () => (final ? this.wrongFinally(final(), others) : this.wrong(this.#values));
    construct.node.addValidation({ validate: () => later().map(sentence) });
  }

  get(name: string): unknown {
    return this.#values[name];
  }

  set(name: string, value: unknown): void {
    this.#values[name] = value;
  }

  /** Attributes of the Terraform JSON. */
  toTerraform(): Record<string, unknown> {
    return toTerraform(configurable(this.definition.attributes), this.#values);
  }

  /** Attributes as the framework's HCL writer takes them, which must be told each type. */
  toHcl(): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(configurable(this.definition.attributes)).flatMap(([name, attribute]) => {
        const value = this.#values[name];
        if (value === undefined) return [];
        return [[snakeCase(name), { value: terraformValue(attribute, value), isBlock: false, ...hclTypes(attribute) }]];
      }),
    );
  }

  private wrongFinally(final: Readonly<Record<string, unknown>> | undefined, others: readonly string[]): Finding[] {
    if (!final) return [];
    const names = Object.keys(this.definition.attributes);
    const known = [...names, ...others].map(snakeCase);
    const values = Object.fromEntries(names.map((name) => [name, final[snakeCase(name)]]));
    return [...unknownNames(final, [...known, ...ANYWHERE]), ...this.wrong(values)];
  }

  private wrong(values: Readonly<Record<string, unknown>>): Finding[] {
    const broken = Object.keys(this.definition.attributes).flatMap((name) => brokenTexts(values[name], [name]));
    return [...broken, ...validate(this.definition, literals(this.definition.attributes, values))];
  }
}

/** The framework passes over other names, such as a misspelt `preventDestroy`, in silence. */
const LIFECYCLE: readonly (keyof NonNullable<TerraformMetaArguments["lifecycle"]>)[] = [
  "createBeforeDestroy",
  "preventDestroy",
  "ignoreChanges",
  "replaceTriggeredBy",
  "precondition",
  "postcondition",
];

/** What the framework writes into blocks of its own accord: a comment, and `provisioners` under another name. */
const ANYWHERE = ["//", "provisioner"];

/** Values under Terraform's names. */
function toTerraform(attributes: Attributes, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const attribute = attributes[name];
      return [snakeCase(name), attribute ? terraformValue(attribute, value) : value];
    }),
  );
}

function terraformValue({ spec: { shape } }: AnyAttribute, value: unknown): unknown {
  const isMembers = shape.kind === "object" && typeof value === "object" && value !== null && !isExpression(value);
  return isMembers ? toTerraform(shape.attributes, value as Readonly<Record<string, unknown>>) : value;
}

/** The attributes that a configuration may give. */
export function configurable(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, attribute]) => isConfigurable(attribute)));
}

function hclTypes({ spec: { shape } }: AnyAttribute): { type: string; storageClassType: string } {
  if (shape.kind === "list" || shape.kind === "set" || shape.kind === "map") {
    const element = storageClass(shape.element.spec.shape.kind);
    return { type: shape.kind, storageClassType: `${element}${shape.kind === "map" ? "Map" : "List"}` };
  }
  return { type: shape.kind === "object" ? "any" : "simple", storageClassType: storageClass(shape.kind) };
}

function storageClass(kind: string): string {
  return kind === "bool" ? "boolean" : kind;
}

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
