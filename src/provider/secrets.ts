import { type AnyAttribute, type Attributes, isUnknown, Redactor } from "../schema";

/** What must not be said: the values of sensitive attributes, wherever they may turn up in a text. */
export class Secrets {
  readonly #redactor = new Redactor();

  constructor(private readonly outer?: Secrets) {}

  /** Learns the values of sensitive attributes, from Terraform's values or a handler's. */
  learn(attributes: Attributes, values: unknown): void {
    if (typeof values !== "object" || values === null) return;
    for (const [name, attribute] of Object.entries(attributes)) {
      this.#walk(attribute, (values as Readonly<Record<string, unknown>>)[name]);
    }
  }

  /** Takes note of a secret that no attribute holds. */
  add(secret: string): void {
    this.#redactor.learn(secret);
  }

  /** A text without any of them. */
  redact(text: string): string {
    const redacted = this.#redactor.redact(text);
    return this.outer ? this.outer.redact(redacted) : redacted;
  }

  #walk({ spec: { shape, sensitive } }: AnyAttribute, value: unknown): void {
    if (value === undefined || value === null || isUnknown(value)) return;
    if (sensitive) this.#add(value);
    else if (shape.kind === "object") this.learn(shape.attributes, value);
    else if (shape.kind === "list" || shape.kind === "set" || shape.kind === "map") {
      for (const part of Object.values(value)) this.#walk(shape.element, part);
    }
  }

  #add(value: unknown): void {
    if (value === undefined || value === null || isUnknown(value) || typeof value === "boolean") return;
    if (typeof value === "object") {
      for (const part of Object.values(value)) this.#add(part);
    } else this.add(String(value));
  }
}
