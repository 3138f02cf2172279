import { type AnyAttribute, type Attributes, isUnknown } from "../schema";

/** What must not be said: the values of sensitive attributes, wherever they may turn up in a text. */
export class Secrets {
  readonly #texts = new Set<string>();
  #pattern: RegExp | undefined;

  constructor(private readonly outer?: Secrets) {}

  /** Learns the values of sensitive attributes, from Terraform's values or a handler's. */
  learn(attributes: Attributes, values: unknown): void {
    if (typeof values !== "object" || values === null) return;
    for (const [name, attribute] of Object.entries(attributes)) {
      this.#walk(attribute, (values as Readonly<Record<string, unknown>>)[name]);
    }
  }

  /** A text with every secret replaced. A very short one is replaced only where it stands alone. */
  redact(text: string): string {
    if (this.#texts.size > 0) {
      this.#pattern ??= patternOf(this.#texts);
      text = text.replace(this.#pattern, "(sensitive value)");
    }
    return this.outer ? this.outer.redact(text) : text;
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
    } else if (value !== "") {
      const text = String(value);
      const wellFormed = text.replace(/\p{Surrogate}/gu, "\uFFFD");
      for (const form of [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(wellFormed)])
        this.#texts.add(form);
      this.#pattern = undefined;
    }
  }
}

function patternOf(texts: Iterable<string>): RegExp {
  const forms = [...texts]
    .sort((one, other) => other.length - one.length)
    .map((text) => {
      const literal = text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      return text.length < 4 ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
    });
  return new RegExp(forms.join("|"), "gu");
}
