/**
 * Who gives an attribute its value. `defaulted`: the configuration may, otherwise a fixed value applies. The write-only
 * ones are given by the configuration, and stored nowhere.
 */
export type Supply = Stored | WriteOnly;

type Stored = "required" | "optional" | "defaulted" | "computed" | "optionalComputed";

/** The supplies whose values are stored nowhere. */
export type WriteOnly = "requiredWriteOnly" | "optionalWriteOnly";

/** The type of a value, as Terraform knows it. */
export type Shape =
  | { readonly kind: "string" | "number" | "bool" }
  | { readonly kind: "list" | "set" | "map"; readonly element: AnyAttribute }
  | { readonly kind: "object"; readonly attributes: Attributes };

/** Says what is wrong with a value, or `undefined` if nothing is. */
export type Check<T> = (value: T) => string | undefined;

/** Everything that is known of an attribute. */
export interface Spec {
  readonly shape: Shape;
  readonly description: string;
  readonly supply: Supply;
  readonly defaultValue?: unknown;
  readonly sensitive?: boolean;
  readonly stable?: boolean;
  readonly nullable?: boolean;
  readonly replaces?: boolean;
  readonly allowed?: readonly unknown[];
  readonly checks: readonly Check<never>[];
  readonly equivalent?: (one: never, other: never) => boolean;
  /** The member of what travels that it is, if not the one of its own name. */
  readonly member?: string;
  readonly stateOnly?: boolean;
}

/** An attribute that is another member of what travels than its name says; exists for the compiler only. */
export interface From<N extends string> {
  readonly member: N;
}

/** An attribute that an update leaves as it is; exists for the compiler only. */
export interface Stable {
  readonly isStable: true;
}

/** An attribute that does not travel; exists for the compiler only. */
export interface StateOnly {
  readonly stateOnly: true;
}

/**
 * One attribute of a resource, data source or provider, read as: type ("what it is") · who supplies it · what a
 * change means · what is allowed. Immutable: each word returns a new attribute.
 */
export class Attribute<T, S extends Supply = "required"> {
  /** The TypeScript type of a value; exists for the compiler only. */
  declare readonly valueType: T;
  /** The supply, as a type; exists for the compiler only. */
  declare readonly supplyType: S;

  constructor(readonly spec: Spec) {}

  /** The configuration may leave it out; it is absent then. */
  optional(): Attribute<T, "optional"> {
    return this.with({ supply: "optional" });
  }

  /** The provider supplies it. After {@link optional}: only where the configuration does not. */
  computed(
    this: Attribute<T, "required" | "optional">,
  ): Attribute<T, S extends "optional" ? "optionalComputed" : "computed"> {
    return this.with({ supply: this.spec.supply === "optional" ? "optionalComputed" : "computed" });
  }

  /** The configuration may leave it out; this value applies then. */
  default(this: Attribute<T, "required">, value: NoInfer<T>): Attribute<T, "defaulted"> {
    return this.with({ supply: "defaulted", defaultValue: value });
  }

  /**
   * The configuration gives it to create and update, and it is stored nowhere: neither in the state nor in a plan. Since
   * no change of it can be seen, another attribute has to say when there is one, by custom `..._wo_version`.
   */
  writeOnly(
    this: Attribute<T, "required" | "optional">,
  ): Attribute<T, S extends "optional" ? "optionalWriteOnly" : "requiredWriteOnly"> {
    const supply = this.spec.supply === "optional" ? "optionalWriteOnly" : "requiredWriteOnly";
    return this.with({ supply, sensitive: true });
  }

  /** A computed value that may be absent even when everything went well. */
  nullable(): Attribute<T | undefined, S> {
    return this.with({ nullable: true });
  }

  /** Terraform hides it in plans and on the screen; it is still in the state. */
  sensitive(): Attribute<T, S> {
    return this.with({ sensitive: true });
  }

  /** A computed value that an update does not change. */
  stable(this: Attribute<T, "computed" | "optionalComputed">): Attribute<T, S> & Stable {
    return this.with({ stable: true }) as Attribute<T, S> & Stable;
  }

  /** A change cannot be made in place: the object is deleted and made anew. */
  replaces(): Attribute<T, S> {
    return this.with({ replaces: true });
  }

  /** Only these values are allowed. */
  oneOf<const V extends readonly T[]>(
    this: Attribute<T, Exclude<Supply, "defaulted">>,
    ...allowed: V
  ): Attribute<V[number], S> {
    return this.with({ allowed });
  }

  /** A further condition on known values. */
  check(check: Check<NonNullable<T>>): Attribute<T, S> {
    return this.with({ checks: [...this.spec.checks, check] });
  }

  /** Values that mean the same although they are written differently; `undefined` stands for an absent one. */
  equivalent(equivalent: (one: T | undefined, other: T | undefined) => boolean): Attribute<T, S> {
    return this.with({ equivalent });
  }

  /** What travels calls it by this name. One of the last words. */
  from<const N extends string>(member: N): this & From<N> {
    return this.with({ member }) as this & From<N>;
  }

  /** Kept in the state only: the service is not told it, or tells it only once. One of the last words. */
  stateOnly(): this & StateOnly {
    return this.with({ stateOnly: true }) as this & StateOnly;
  }

  private with<U, V extends Supply>(change: Partial<Spec>): Attribute<U, V> {
    return new Attribute<U, V>({ ...this.spec, ...change });
  }
}

/** An attribute of whatever type. */
export interface AnyAttribute {
  readonly valueType: unknown;
  readonly supplyType: Supply;
  readonly spec: Spec;
}

/** Attributes by their TypeScript names. */
export type Attributes = Readonly<Record<string, AnyAttribute>>;

/** An attribute whose value is stored: what collections and objects consist of. */
export interface StoredAttribute extends AnyAttribute {
  readonly supplyType: Stored;
}

/** Attributes none of which is write-only. */
export type StoredAttributes = Readonly<Record<string, StoredAttribute>>;

/** Whether the configuration may give it a value. */
export const isConfigurable = ({ spec: { supply } }: AnyAttribute): boolean => supply !== "computed";

/** Whether the configuration has to give it a value. */
export const isRequired = ({ spec: { supply } }: AnyAttribute): boolean =>
  supply === "required" || supply === "requiredWriteOnly";

/** Whether the provider gives it a value where the configuration does not: one that only it knows. */
export const isSupplied = ({ spec: { supply } }: AnyAttribute): boolean =>
  supply === "computed" || supply === "optionalComputed";

/** Whether it has a fixed value where the configuration does not give it one. */
export const isDefaulted = ({ spec: { supply } }: AnyAttribute): boolean => supply === "defaulted";

/** Whether its value is stored nowhere. */
export const isWriteOnly = ({ spec: { supply } }: AnyAttribute): boolean =>
  supply === "requiredWriteOnly" || supply === "optionalWriteOnly";

/** Whether it may be absent from a state although all went well. */
export const mayBeAbsent = (attribute: AnyAttribute): boolean =>
  attribute.spec.supply === "optional" || isWriteOnly(attribute) || attribute.spec.nullable === true;

function attribute<T>(shape: Shape, description: string): Attribute<T> {
  return new Attribute<T>({ shape, description, supply: "required", checks: [] });
}

/** A string. */
export const text = (description = ""): Attribute<string> => attribute({ kind: "string" }, description);

/** A number; what lies outside a JavaScript number's precision passes through unchanged, but handlers see it rounded. */
export const number = (description = ""): Attribute<number> => attribute({ kind: "number" }, description);

/** A boolean. */
export const flag = (description = ""): Attribute<boolean> => attribute({ kind: "bool" }, description);

/** Values without order or repetition. */
export const set = <E extends StoredAttribute>(element: E, description = ""): Attribute<readonly E["valueType"][]> =>
  attribute({ kind: "set", element }, description);

/** Values in order. */
export const list = <E extends StoredAttribute>(element: E, description = ""): Attribute<readonly E["valueType"][]> =>
  attribute({ kind: "list", element }, description);

/** Values by name. */
export const map = <E extends StoredAttribute>(
  element: E,
  description = "",
): Attribute<Readonly<Record<string, E["valueType"]>>> => attribute({ kind: "map", element }, description);

type OptionalKeys<A extends Attributes> = {
  [K in keyof A]: A[K]["supplyType"] extends "optional" ? K : never;
}[keyof A];

/** The values of attributes by their names; optional ones may be left out. */
export type Members<A extends Attributes> = {
  readonly [K in Exclude<keyof A, OptionalKeys<A>>]: A[K]["valueType"];
} & {
  readonly [K in OptionalKeys<A>]?: A[K]["valueType"];
} extends infer M
  ? { readonly [K in keyof M]: M[K] }
  : never;

/** Values of different types under fixed names. */
export const object = <A extends StoredAttributes>(attributes: A, description = ""): Attribute<Members<A>> =>
  attribute({ kind: "object", attributes }, description);
