import type { AnyAttribute, Attributes, Stable, StoredAttribute, StoredAttributes } from "./attribute";
import type { Path, Problem, ProblemParts } from "./problem";
import type { Computed, Draft, Input, State } from "./views";

/** Structured log lines. Never pass a secret. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A warning to the practitioner. */
export type Warning = Omit<ProblemParts, "kind">;

/** What every handler is given besides its own values. */
export interface Operation {
  /**
   * Aborted when Terraform asks the provider to stop, or is gone. The reason is a `Problem` of kind `stopped`, or of kind
   * `abandoned` where nobody is left to take the answer.
   */
  readonly signal: AbortSignal;
  /** Aborted some seconds after {@link signal}: by then, what was begun has to be finished or taken back. */
  readonly ending: AbortSignal;
  readonly log: Log;
  /** Adds a warning to whatever the operation returns. */
  warn(warning: Warning): void;
}

/** What create and update are given besides. */
export interface Writing<A extends Attributes> extends Operation {
  /**
   * Records what is known of the remote object by now: saved if the operation fails later. The last call counts;
   * `undefined` says that there is no object after all.
   */
  keep(state: State<A> | undefined): void;
}

/** Reports that an attribute's value is wrong, and why. */
export type Reject<A extends Attributes> = (attribute: keyof A & string, why: string, ...deeper: Path) => void;

/** A change that Terraform is planning: no `draft` means delete, no `state` means create. */
export interface Change<A extends Attributes> {
  readonly draft?: Draft<A>;
  readonly state?: State<A>;
  /** The object that the created one takes the place of, without its sensitive values; as far as Terraform tells. */
  readonly replaced?: Partial<State<A>>;
}

/** A managed resource: its attributes, and what to do with it. `C` is what the provider's configuration yields. */
export interface Resource<A extends Attributes, C> {
  /** The type without the provider's name, for instance `api_key`. */
  readonly name: string;
  readonly description: string;
  readonly attributes: A;
  /**
   * The computed and stable attribute by which an object is known for all its life. Terraform 1.12 and newer store it
   * as the object's identity, and import by it.
   */
  readonly identity?: string;
  /** Version of the attributes' shape; default 0. */
  readonly version?: number;
  /** Turns a state written under version N (snake_case JSON) into one of version N + 1. */
  readonly upgrades?: Readonly<Record<number, (old: Readonly<Record<string, unknown>>) => Record<string, unknown>>>;
  /** Conditions between attributes; must pass over unknown values. */
  validate?(draft: Draft<A>, reject: Reject<A>): void;
  /** Warns about a planned change, or throws to refuse it. Not called while the provider's configuration is unknown. */
  plan?(change: Change<A>, context: C & Operation): Promise<void>;
  /**
   * The computed attributes, stable or not, that an update gives new values; if there are any, an update is planned even
   * where the configuration says nothing new. Must follow from the two alone, since Terraform plans twice: what depends on
   * the time is for `read` to find out, and to store.
   */
  renews?(draft: Draft<A>, state: State<A>): readonly string[];
  create(input: Input<A>, context: C & Writing<A>): Promise<State<A>>;
  /** `undefined`: it no longer exists, and may be made again. */
  read(state: State<A>, context: C & Operation): Promise<State<A> | undefined>;
  update(input: Input<A>, state: State<A>, context: C & Writing<A>): Promise<State<A>>;
  delete(state: State<A>, context: C & Operation): Promise<void>;
  /** `undefined`: there is no such object. */
  import?(id: string, context: C & Operation): Promise<State<A> | undefined>;
}

/** Something to look up. */
export interface DataSource<A extends Attributes, C> {
  readonly name: string;
  readonly description: string;
  readonly attributes: A;
  validate?(draft: Draft<A>, reject: Reject<A>): void;
  read(input: Input<A>, context: C & Operation): Promise<State<A>>;
}

/** What the provider keeps of an open ephemeral resource for its renewal and its end. Terraform stores it nowhere. */
export type Kept = Readonly<Record<string, string>>;

/** Until when an ephemeral resource stays as it is; without `renewAt`, until it is closed. */
export interface Renewed {
  readonly renewAt?: Date;
}

/** What became of opening an ephemeral resource. */
export interface Opened<A extends Attributes> extends Renewed {
  readonly result: State<A>;
  readonly keep?: Kept;
}

/** Something that exists while Terraform runs, and is stored nowhere. */
export interface EphemeralResource<A extends Attributes, C> {
  readonly name: string;
  readonly description: string;
  readonly attributes: A;
  validate?(draft: Draft<A>, reject: Reject<A>): void;
  open(input: Input<A>, context: C & Operation): Promise<Opened<A>>;
  /** Called when `renewAt` has come. */
  renew?(kept: Kept, context: C & Operation): Promise<Renewed>;
  /** Called once nothing needs it any more, also after Terraform has asked the provider to stop. */
  close?(kept: Kept, context: C & Operation): Promise<void>;
}

/** The names of parameters that are lists. */
type Lists<P extends Attributes> = {
  [K in keyof P]: P[K]["valueType"] extends readonly unknown[] ? K : never;
}[keyof P] &
  string;

/** What a function is given besides its arguments. */
export interface Calling<P extends Attributes> {
  /** The problem to throw where an argument is wrong. */
  wrong(parameter: keyof P & string, why: string): Problem;
}

/** An object that was found. */
export interface Listed<R extends Attributes> {
  /** What people know it by. */
  readonly displayName: string;
  readonly state: State<R>;
}

/** Finds the objects of a managed resource's type that there are, by what its own attributes ask for. */
export interface ListResource<A extends Attributes, R extends Attributes, C> {
  readonly name: string;
  readonly description: string;
  readonly attributes: A;
  /** What is found; has to have an identity. */
  readonly resource: Resource<R, C>;
  validate?(draft: Draft<A>, reject: Reject<A>): void;
  /** Asked for no more than Terraform wants. */
  list(input: Input<A>, context: C & Operation): AsyncIterable<Listed<R>>;
}

/** What an action is given besides. */
export interface Invoking extends Operation {
  /** Tells the practitioner how far it is. */
  progress(message: string): void;
}

/** Something to do that leaves no state behind. */
export interface Action<A extends Attributes, C> {
  readonly name: string;
  readonly description: string;
  readonly attributes: A;
  validate?(draft: Draft<A>, reject: Reject<A>): void;
  invoke(input: Input<A>, context: C & Invoking): Promise<void>;
}

/** A function for Terraform's language. The same arguments have to lead to the same result, wherever and whenever. */
export interface ProviderFunction<P extends Attributes, R> {
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  readonly description: string;
  /** In the order of the arguments. An optional one may be null. */
  readonly parameters: P;
  /** The list, last of all, that takes each further argument as an element. */
  readonly variadic?: string;
  readonly returns: AnyAttribute;
  call(args: Input<P>, calling: Calling<P>): R | Promise<R>;
}

/** An ephemeral resource of whatever attributes. */
export type AnyEphemeralResource<C> = EphemeralResource<Attributes, C>;

/** A list resource of whatever attributes. */
export type AnyListResource<C> = ListResource<Attributes, Attributes, C>;

/** An action of whatever attributes. */
export type AnyAction<C> = Action<Attributes, C>;

/** A function of whatever parameters. */
export type AnyFunction = ProviderFunction<Attributes, unknown>;

/** A resource of whatever attributes; what happens to it inside the provider is checked at its definition. */
export type AnyResource<C> = Resource<Attributes, C>;

/** A data source of whatever attributes. */
export type AnyDataSource<C> = DataSource<Attributes, C>;

/** What configure is given besides the settings. */
export interface Configuring<A extends Attributes> extends Operation {
  readonly reject: Reject<A>;
  /** Keeps a secret that is no setting out of everything that is told and logged. */
  hide(secret: string): void;
}

/** A provider: its settings, and all it offers. */
export interface Provider<A extends Attributes, C> {
  /** The prefix of every type, for instance `cloudcraft`. */
  readonly name: string;
  readonly version: string;
  /** `HOST/NAMESPACE/TYPE`, as in a configuration's `required_providers`. */
  readonly address: string;
  readonly description: string;
  readonly attributes: A;
  validate?(draft: Draft<A>, reject: Reject<A>): void;
  /** Turns the settings into what handlers work with; may reject attributes. Must not contact the service. */
  configure(config: Input<A>, operation: Configuring<A>): C | Promise<C>;
  /** Called at the end of each request that follows; may add warnings to it. */
  finished?(context: C, operation: Operation): void;
  readonly resources: readonly AnyResource<C>[];
  readonly dataSources: readonly AnyDataSource<C>[];
  readonly ephemeralResources?: readonly AnyEphemeralResource<C>[];
  readonly listResources?: readonly AnyListResource<C>[];
  readonly actions?: readonly AnyAction<C>[];
  readonly functions?: readonly AnyFunction[];
}

/** A provider of whatever attributes and context, as `serve` takes it. */
export interface AnyProvider<C = unknown> extends Provider<Attributes, C> {}

/** The attributes by which an object may be known for all its life: what the provider supplies, and no update changes. */
type Identifying<A extends Attributes> = {
  [K in keyof A]: A[K] extends Stable ? (A[K]["supplyType"] extends "computed" ? K : never) : never;
}[keyof A] &
  string;

/** A shape that is not the first one has the ways from all before it. */
type Versioned =
  | { readonly version?: undefined; readonly upgrades?: undefined }
  | { readonly version: number; readonly upgrades: NonNullable<AnyResource<never>["upgrades"]> };

/** Binds definitions to what a provider's `configure` yields, so that each says it only once. */
export function definitions<C>() {
  return {
    /** Defines a managed resource. */
    resource<A extends Attributes>(
      name: string,
      definition: { readonly attributes: A } & NoInfer<
        Omit<Resource<A, C>, "name" | "attributes" | "identity" | "renews" | "version" | "upgrades"> &
          Versioned & {
            readonly identity?: Identifying<A>;
            renews?(draft: Draft<A>, state: State<A>): readonly Computed<A>[];
          }
      >,
    ): Resource<A, C> {
      return { ...definition, name };
    },
    /** Defines a data source. */
    dataSource<A extends StoredAttributes>(
      name: string,
      definition: { readonly attributes: A } & NoInfer<Omit<DataSource<A, C>, "name" | "attributes">>,
    ): DataSource<A, C> {
      return { ...definition, name };
    },
    /** Defines an ephemeral resource. */
    ephemeralResource<A extends StoredAttributes>(
      name: string,
      definition: { readonly attributes: A } & NoInfer<Omit<EphemeralResource<A, C>, "name" | "attributes">>,
    ): EphemeralResource<A, C> {
      return { ...definition, name };
    },
    /** Defines how objects of a managed resource's type are found. */
    listResource<A extends StoredAttributes, R extends Attributes>(
      resource: Resource<R, C>,
      definition: { readonly attributes: A } & NoInfer<Omit<ListResource<A, R, C>, "name" | "resource" | "attributes">>,
    ): ListResource<A, R, C> {
      return { ...definition, name: resource.name, resource };
    },
    /** Defines an action. */
    action<A extends Attributes>(
      name: string,
      definition: { readonly attributes: A } & NoInfer<Omit<Action<A, C>, "name" | "attributes">>,
    ): Action<A, C> {
      return { ...definition, name };
    },
    /** Defines a function. */
    function<P extends StoredAttributes, R extends StoredAttribute>(
      name: string,
      definition: { readonly parameters: P; readonly returns: R } & NoInfer<
        Omit<ProviderFunction<P, R["valueType"]>, "name" | "parameters" | "returns" | "variadic"> & {
          readonly variadic?: Lists<P>;
        }
      >,
    ): ProviderFunction<P, R["valueType"]> {
      return { ...definition, name };
    },
    /** Defines a provider. */
    provider<A extends StoredAttributes>(
      name: string,
      definition: { readonly attributes: A } & NoInfer<Omit<Provider<A, C>, "name" | "attributes">>,
    ): Provider<A, C> {
      return { ...definition, name };
    },
  };
}
