import { type Field, Misfit } from "../wire/shape";

/** One member of JSON from outside, with its path, to be read as what it must be or refused by name. */
export class JsonReader {
  constructor(
    readonly path: string,
    readonly value: unknown,
  ) {}

  refuse(must: string): never {
    throw new Misfit(this.path, must);
  }

  /** The members of an object that has no others. */
  object<K extends string>(known: readonly K[]): Record<K, JsonReader> {
    const members = this.members(known);
    const unknown = Object.keys(Object(this.value)).find((name) => !Object.hasOwn(members, name));
    if (unknown !== undefined) {
      new JsonReader(this.within(unknown), undefined).refuse(`not be there (known here: ${known.join(", ")})`);
    }
    return members;
  }

  /** The object itself. */
  record(): object {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) this.refuse("be an object");
    return value;
  }

  /** These members of an object, whatever others it has. */
  members<K extends string>(known: readonly K[]): Record<K, JsonReader> {
    const given = new Map<string, unknown>(Object.entries(this.record()));
    const members = known.map((name) => [name, new JsonReader(this.within(name), given.get(name))] as const);
    return Object.fromEntries(members) as Record<K, JsonReader>;
  }

  list<T>(each: (item: JsonReader) => T): T[] {
    if (!Array.isArray(this.value)) this.refuse("be a list");
    return this.value.map((item: unknown, index) => each(new JsonReader(`${this.path}[${index}]`, item)));
  }

  text(): string {
    if (typeof this.value !== "string" || this.value.trim() === "") this.refuse("be a non-blank string");
    return this.value;
  }

  matching(pattern: RegExp, description: string): string {
    if (typeof this.value !== "string" || !pattern.test(this.value)) this.refuse(`be ${description}`);
    return this.value;
  }

  oneOf<T extends string>(allowed: readonly T[]): T {
    return allowed.find((one) => one === this.value) ?? this.refuse(`be one of: ${allowed.join(", ")}`);
  }

  /** What a request may hold. */
  as<T>(field: Field<T>): T {
    return field.demand(this.value, this.path);
  }

  flag(): boolean {
    return typeof this.value === "boolean" ? this.value : this.refuse("be true or false");
  }

  wholeNumber(least: number, most: number): number {
    const { value } = this;
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      this.refuse(`be a whole number from ${least} to ${most}`);
    }
    return value;
  }

  /** What `read` makes of the member, or `undefined` when it is not there. */
  optional<T>(read: (member: JsonReader) => T): T | undefined {
    return this.value === undefined ? undefined : read(this);
  }

  private within(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }
}
