import type { Attributes, Supply } from "./attribute";
import type { MaybeUnknown } from "./unknown";

type Values<A extends Attributes> = { readonly [K in keyof A]: A[K]["valueType"] };

type KeysSupplied<A extends Attributes, S extends Supply> = {
  [K in keyof A]: A[K]["supplyType"] extends S ? K : never;
}[keyof A];

type Flat<T> = { [K in keyof T]: T[K] };

type Required = "required" | "requiredWriteOnly";

type Optional = "optional" | "optionalComputed" | "optionalWriteOnly";

/** The names of attributes that the provider may give a value. */
export type Computed<A extends Attributes> = KeysSupplied<A, "computed" | "optionalComputed"> & string;

/** What a practitioner writes. */
export type Config<A extends Attributes> = Flat<
  Pick<Values<A>, KeysSupplied<A, Required>> & Partial<Pick<Values<A>, KeysSupplied<A, Optional | "defaulted">>>
>;

/** What a practitioner wrote, while parts of it may still be unknown or missing: for validation and plan. */
export type Draft<A extends Attributes> = Flat<{
  readonly [K in keyof Pick<Values<A>, KeysSupplied<A, Required | Optional | "defaulted">>]?: MaybeUnknown<
    Values<A>[K]
  >;
}>;

/** What create, update and a data source's read receive: everything known, defaults filled in. */
export type Input<A extends Attributes> = Flat<
  Pick<Values<A>, KeysSupplied<A, Required | "defaulted">> & Partial<Pick<Values<A>, KeysSupplied<A, Optional>>>
>;

/** What is stored: the input, but for what is write-only, and all computed values. */
export type State<A extends Attributes> = Flat<
  Pick<Values<A>, KeysSupplied<A, "required" | "defaulted" | "computed" | "optionalComputed">> &
    Partial<Pick<Values<A>, KeysSupplied<A, "optional">>>
>;
