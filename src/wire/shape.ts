/** Says what is wrong with a value that was sent or answered. */
export class Misfit extends Error {
  override readonly name = "Misfit";

  constructor(
    /** Where the value is, for instance `members[0].email`. */
    readonly path: string,
    /** What it must be; continues "must ". */
    readonly must: string,
  ) {
    super(`${path === "" ? "it" : path} must ${must}`);
  }
}

/** One field of what travels. */
export interface Field<T> {
  /** The value of an answer, as generous as can be. @throws Misfit */
  read(value: unknown, path: string): T;
  /** The value of a request, as strict as the service is known to be. @throws Misfit */
  demand(value: unknown, path: string): T;
}

/** Fields by their names in the JSON. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** An object of these fields. */
export type ObjectOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

function field<T>(is: (value: unknown) => value is T, must: string, demanded = is, mustBe = must): Field<T> {
  const checked = (is: (value: unknown) => value is T, must: string) => (value: unknown, path: string) => {
    if (is(value)) return value;
    throw new Misfit(path, must);
  };
  return { read: checked(is, must), demand: checked(demanded, mustBe) };
}

const isText = (value: unknown): value is string => typeof value === "string";

/** A text; a request's must not be blank. */
export const text: Field<string> = field(
  isText,
  "be a text",
  (value): value is string => isText(value) && value.trim() !== "",
  "be a non-blank string",
);

export const flag: Field<boolean> = field((value): value is boolean => typeof value === "boolean", "be true or false");

/** One of some texts. */
export const oneOf = <const T extends string>(...allowed: readonly T[]): Field<T> =>
  field((value): value is T => allowed.some((one) => one === value), `be one of: ${allowed.join(", ")}`);

/** Whatever JSON object. */
export const record: Field<Readonly<Record<string, unknown>>> = field(isRecord, "be an object");

/** A value that may be null or left out. */
export const nullable = <T>({ read, demand }: Field<T>): Field<T | null> => ({
  read: (value, path) => (value === null || value === undefined ? null : read(value, path)),
  demand: (value, path) => (value === null || value === undefined ? null : demand(value, path)),
});

/** A value that may be left out; then it is `otherwise`. */
export const defaulting = <T>({ read, demand }: Field<T>, otherwise: T): Field<T> => ({
  read: (value, path) => (value === null || value === undefined ? otherwise : read(value, path)),
  demand: (value, path) => (value === undefined ? otherwise : demand(value, path)),
});

export const listOf = <T>({ read, demand }: Field<T>): Field<readonly T[]> => {
  const each = (one: Field<T>["read"]) => (value: unknown, path: string) => {
    if (!Array.isArray(value)) throw new Misfit(path, "be a list");
    return value.map((item: unknown, index) => one(item, `${path}[${index}]`));
  };
  return { read: each(read), demand: each(demand) };
};

/** A list; an answer may hold a single entry, or nothing, in its place. */
export const looseListOf = <T>(item: Field<T>): Field<readonly T[]> => {
  const { read, demand } = listOf(item);
  return { read: (value, path) => read(Array.isArray(value) ? value : value ? [value] : [], path), demand };
};

/** An object of these fields; what else it has is left out. */
export const objectOf = <F extends Fields>(fields: F): Field<ObjectOf<F>> => {
  const names = Object.keys(fields);
  const each = (how: "read" | "demand") => (value: unknown, path: string) => {
    if (!isRecord(value)) throw new Misfit(path, "be an object");
    const object: Record<string, unknown> = {};
    for (const name of names) object[name] = fields[name]?.[how](value[name], path === "" ? name : `${path}.${name}`);
    return object as ObjectOf<F>;
  };
  return { read: each("read"), demand: each("demand") };
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const ENTRY = /^(team|customer)\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Who may see or change an object, as `team/UUID` or `customer/UUID`; `null`: never shared (API reference, "readAccess"). */
export const accessList: Field<readonly string[] | null> = nullable(
  listOf(
    field(
      isText,
      "be a text",
      (value): value is string => isText(value) && ENTRY.test(value),
      "be team/UUID or customer/UUID",
    ),
  ),
);
