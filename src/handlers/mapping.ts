import { type Attributes, type From, isWriteOnly, type Spec, type State, type StateOnly } from "../schema";

type Member<A extends Attributes, K extends keyof A> = A[K] extends From<infer N> ? N : K;

type StateOnlyKeys<A extends Attributes> = { [K in keyof A]: A[K] extends StateOnly ? K : never }[keyof A];

/** What the state holds besides what travels. */
export type Untold<A extends Attributes> = Pick<State<A>, StateOnlyKeys<A> & keyof State<A>>;

type Told<A extends Attributes> = Omit<State<A>, StateOnlyKeys<A>>;

/** A type that only attributes have of which each is a member of `T`, or says that it does not travel. */
export type Follows<A extends Attributes, T> = {
  readonly [K in keyof A]: A[K] extends StateOnly
    ? unknown
    : Member<A, K> extends infer M extends keyof T
      ? NonNullable<T[M]> extends NonNullable<A[K]["valueType"]>
        ? unknown
        : `"${M & string}" is of another type in what travels`
      : `"${Member<A, K> & string}" is not in what travels: say .from("...") or .stateOnly(), as the last word`;
};

/** A type that only attributes have among which every member of `S` is. */
export type Gives<A extends Attributes, S> =
  Exclude<keyof S, { [K in keyof A]: Member<A, K> }[keyof A]> extends infer Missing extends string
    ? [Missing] extends [never]
      ? unknown
      : { readonly [K in Missing]: `"${K}" is sent, but no attribute gives it` }
    : unknown;

/** What an answer tells of attributes; null is absence. */
export function told<A extends Attributes, T>(attributes: A & Follows<A, NoInfer<T>>, answer: T): Told<A> {
  return toldValues<A>(attributes, answer);
}

/** The same where the compiler has compared attributes and answers already. */
export function toldValues<A extends Attributes>(attributes: A, answer: unknown): Told<A> {
  const values: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    const { spec } = attribute;
    if (!spec.stateOnly && !isWriteOnly(attribute)) values[name] = valueIn(answer, spec.member ?? name) ?? undefined;
  }
  return values as Told<A>;
}

/** What is sent. An empty list unshares (API reference); null might be read as "leave as it is". */
export function sentValues(attributes: Attributes, input: unknown): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { spec }] of specsOf(attributes)) {
    if (spec.stateOnly || spec.supply === "computed") continue;
    const { kind } = spec.shape;
    values[spec.member ?? name] = valueIn(input, name) ?? (kind === "set" || kind === "list" ? [] : undefined);
  }
  return values;
}

export function specsOf(attributes: Attributes): [string, { readonly spec: Spec }][] {
  return Object.entries(attributes);
}

export function valueIn(values: unknown, name: string): unknown {
  return (values as Readonly<Record<string, unknown>> | undefined)?.[name];
}
