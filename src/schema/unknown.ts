/** A value that Terraform will only know at apply. */
export class Unknown {
  /** @param origin what the wire said about it, so that it can be passed on unchanged; opaque outside the provider. */
  constructor(readonly origin?: unknown) {}
}

/** An unknown value of which nothing else is known. */
export const unknown = new Unknown();

/** Whether a value is still unknown. Looks at the value itself, not at what it contains. */
export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** Whether a value, and everything within it, is known. */
export function isWhollyKnown(value: unknown): boolean {
  if (isUnknown(value)) return false;
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  if (typeof value === "object" && value !== null) return Object.values(value).every(isWhollyKnown);
  return true;
}

/** A `T` any part of which may be unknown. */
export type MaybeUnknown<T> =
  | Unknown
  | (T extends readonly (infer E)[]
      ? readonly MaybeUnknown<E>[]
      : T extends Readonly<Record<string, unknown>>
        ? { readonly [K in keyof T]: MaybeUnknown<T[K]> }
        : T);
