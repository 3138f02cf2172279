import { type Field, type Fields, type ObjectOf, objectOf } from "./shape";

/** What is said of a noun. */
interface Definition<S extends Fields, A extends Fields, O extends Fields, C extends Fields> {
  /** One of them, in words, for instance `an AWS account`. */
  readonly called: string;
  /** Where they are listed and made, for instance `/aws/account`; one of them is below it. */
  readonly path: string;
  /** The member of the answer that holds the list. */
  readonly wrapper: string;
  /** The list may also come bare, or as a single object. */
  readonly bare?: boolean;
  /** Nothing but the list tells of them: there is no request for a single one. */
  readonly listedOnly?: boolean;
  /** What is sent to make or to change one, and told again in answers. */
  readonly sent: S;
  /** What is sent as well, and never told again. */
  readonly confided: C;
  /** What the service adds. */
  readonly answered: A;
  /** What is told in the answer to a creation, and never again. */
  readonly once: O;
}

/**
 * One kind of object that Cloudcraft keeps: where it is, and what travels. `T` is an object as answers tell of it, `S`
 * what is sent to make or to change one, and `O` what is told once, in the answer to its creation.
 */
export interface Noun<T = unknown, S = unknown, O = unknown> extends Definition<Fields, Fields, Fields, Fields> {
  /** What code calls them, for instance `awsAccounts`. */
  readonly name: string;
  readonly object: Field<T>;
  readonly input: Field<S>;
  readonly secret: Field<O>;
}

/** An object of a noun, as answers tell of it. */
export type Answered<N extends Noun> = ReturnType<N["object"]["read"]>;
/** What is sent to make or to change one. */
export type Sent<N extends Noun> = ReturnType<N["input"]["read"]>;
/** An object of a noun, as the answer to its creation tells of it. */
export type Created<N extends Noun> = Answered<N> & ReturnType<N["secret"]["read"]>;

/** Defines a noun. */
export function noun<S extends Fields, A extends Fields, O extends Fields, C extends Fields = Record<never, never>>(
  name: string,
  definition: Omit<Definition<S, A, O, C>, "confided"> & { readonly confided?: C },
): Noun<ObjectOf<S & A>, ObjectOf<S & C>, ObjectOf<O>> {
  const { sent, answered, once } = definition;
  const confided = definition.confided ?? ({} as C);
  const fields: S & A = { ...sent, ...answered };
  const input: S & C = { ...sent, ...confided };
  return { ...definition, name, confided, object: objectOf(fields), input: objectOf(input), secret: objectOf(once) };
}
