import type { Attributes } from "./attribute";
import type { Path, ProblemParts } from "./problem";
import type { Draft, Input, State } from "./views";

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
  /**
   * The computed attributes that an update gives anew, `stable` ones as well, and although nothing else may change. A
   * pure function: plan and apply ask for it with the same values. What the clock says belongs into the state, at a read.
   */
  renews?(draft: Draft<A>, state: State<A>): readonly (keyof A & string)[];
  /** Warns about a planned change, or throws to refuse it. Not called while the provider's configuration is unknown. */
  plan?(change: Change<A>, context: C & Operation): Promise<void>;
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
}

/** A provider of whatever attributes and context, as `serve` takes it. */
export interface AnyProvider<C = unknown> extends Provider<Attributes, C> {}

/** Binds definitions to what a provider's `configure` yields, so that each says it only once. */
export function definitions<C>() {
  return {
    /** Defines a managed resource. */
    resource<A extends Attributes>(
      name: string,
      definition: { readonly attributes: A } & NoInfer<
        Omit<Resource<A, C>, "name" | "attributes"> & { readonly identity?: keyof A & string }
      >,
    ): Resource<A, C> {
      return { ...definition, name };
    },
    /** Defines a data source. */
    dataSource<A extends Attributes>(
      name: string,
      definition: { readonly attributes: A } & NoInfer<Omit<DataSource<A, C>, "name" | "attributes">>,
    ): DataSource<A, C> {
      return { ...definition, name };
    },
    /** Defines a provider. */
    provider<A extends Attributes>(
      name: string,
      definition: { readonly attributes: A } & NoInfer<Omit<Provider<A, C>, "name" | "attributes">>,
    ): Provider<A, C> {
      return { ...definition, name };
    },
  };
}
