/** What stands in place of a secret, in the words of Terraform. */
export const REDACTED = "(sensitive value)";

/** What is cut off after so many characters still gives a secret away. */
const TELLING = 12;

/** Takes known secrets out of texts, however they are written in them. */
export class Redactor {
  /** Those whose forms nobody has asked for yet. */
  readonly #learnt = new Set<string>();
  readonly #forms = new Map<string, Form>();
  #heads: RegExp | undefined;

  /** Takes note of a secret. Costs next to nothing until a text is redacted, since few ever are. */
  learn(secret: string): void {
    this.#learnt.add(secret);
  }

  /**
   * A text without the secrets: neither as they are, nor escaped or encoded for JSON, a URL or HTML, in base64 or in
   * hexadecimal digits, nor cut off. A very short one is replaced only where it stands alone.
   */
  redact(text: string): string {
    this.#deriveForms();
    if (this.#forms.size === 0) return text;
    const forms = [...this.#forms.values()];
    this.#heads ??= new RegExp(forms.map(({ head }) => head).join("|"), "gu");
    let [redacted, at] = ["", 0];
    for (const { index } of text.matchAll(this.#heads)) {
      if (index < at) continue;
      const end = Math.max(...forms.map((form) => form.endIn(text, index)));
      redacted += text.slice(at, index) + REDACTED;
      at = end;
    }
    return redacted + text.slice(at);
  }

  #deriveForms(): void {
    if (this.#learnt.size === 0) return;
    for (const text of [...this.#learnt].flatMap((secret) => [secret, secret.trim()])) {
      for (const form of [text, ...encodings(text)]) {
        if (form !== "" && !this.#forms.has(form)) this.#forms.set(form, new Form(form));
      }
    }
    this.#learnt.clear();
    this.#heads = undefined;
  }
}

/** One way to write a secret. */
class Form {
  /** A pattern of how it begins. */
  readonly head: string;
  readonly #characters: readonly string[];
  readonly #start: RegExp;

  constructor(text: string) {
    this.#characters = [...text];
    const start = this.#characters.slice(0, TELLING).map(spellings).join("");
    const alone = this.#characters.length < 4;
    this.head = alone ? `(?<![\\p{L}\\p{N}])${start}(?![\\p{L}\\p{N}])` : start;
    this.#start = new RegExp(this.head, "uy");
  }

  /** Where it ends in a text if it begins there; the beginning if it does not. */
  endIn(text: string, from: number): number {
    this.#start.lastIndex = from;
    let end = from + (this.#start.exec(text)?.[0].length ?? 0);
    if (end === from) return from;
    for (const character of this.#characters.slice(TELLING)) {
      const next = new RegExp(spellings(character), "uy");
      next.lastIndex = end;
      const length = next.exec(text)?.[0].length;
      if (length === undefined) break;
      end += length;
    }
    return end;
  }
}

const NAMED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A pattern of all ways in which texts write a character. */
function spellings(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => hex(character.charCodeAt(at), 4));
  const bytes = [...Buffer.from(character)].map((byte) => `%(?:25)*${hex(byte, 2)}`);
  const point = character.codePointAt(0) ?? 0;
  const own = literally(character);
  return `(?:${[
    // JSON may escape a slash, and JSON within JSON escapes the backslashes again.
    /[\p{L}\p{N}]/u.test(character) ? own : `\\\\*${own}`,
    literally(JSON.stringify(character).slice(1, -1)),
    units.map((unit) => `\\\\+u${unit}`).join(""),
    bytes.join(""),
    `&#(?:0*${point}|[xX]0*${hex(point, 1)});`,
    NAMED[character] ?? own,
  ].join("|")})`;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Hexadecimal digits in either case, as a pattern. */
function hex(value: number, digits: number): string {
  return value
    .toString(16)
    .padStart(digits, "0")
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** A secret in hexadecimal digits, and in base64, wherever it may lie in what is encoded. */
function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < TELLING) return [];
  const based = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // The first and the last character may hold bits of what is around.
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const digits = bytes.toString("hex");
  const safe = based.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([...based, ...safe, digits, digits.toUpperCase()])];
}
