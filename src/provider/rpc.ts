interface Message {
  encode(message: never): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
}

interface MethodDefinition {
  readonly name: string;
  readonly requestType: Message;
  readonly responseType: Message;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** A service as generated from its protocol definition. */
export interface Definition {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, MethodDefinition>>;
}

type Decoded<T> = T extends { decode(bytes: Uint8Array): infer M } ? M : never;

/** A stream of responses to one request. */
export interface Outgoing<M> {
  /** Resolves once the client takes more. */
  send(message: M): Promise<void>;
  /** Aborted if the client wants no more. */
  readonly gone: AbortSignal;
}

/**
 * What serves a service: one function for each method. One that streams its responses ends when it resolves; a stream
 * without a function is kept open, and nothing is said on it.
 */
export type Implementation<D extends Definition> = {
  readonly [K in keyof D["methods"] as D["methods"][K]["responseStream"] extends true ? never : K]: (
    request: Decoded<D["methods"][K]["requestType"]>,
  ) => Promise<Decoded<D["methods"][K]["responseType"]>>;
} & {
  readonly [K in keyof D["methods"] as D["methods"][K]["responseStream"] extends true ? K : never]?: (
    request: Decoded<D["methods"][K]["requestType"]>,
    out: Outgoing<Decoded<D["methods"][K]["responseType"]>>,
  ) => Promise<void>;
};

/** A method as the wire knows it. */
export type Method =
  | { readonly kind: "silent stream" }
  | {
      readonly kind: "unary";
      decode(message: Uint8Array): unknown;
      /** Works on a decoded request; resolves to the encoded response. */
      serve(request: unknown): Promise<Uint8Array>;
    }
  | {
      readonly kind: "stream";
      decode(message: Uint8Array): unknown;
      /** Works on a decoded request; each encoded response is sent as soon as the client takes it. */
      serve(request: unknown, out: Outgoing<Uint8Array>): Promise<void>;
    };

/** Methods by the path that requests name them with. */
export type Methods = ReadonlyMap<string, Method>;

/** A service's methods. */
export function methodsOf<D extends Definition>(
  { fullName, methods }: D,
  implementation: Implementation<D>,
): [path: string, method: Method][] {
  type Serve = (request: unknown, out?: Outgoing<unknown>) => Promise<unknown>;
  const functions = implementation as Readonly<Record<string, Serve>>;
  return Object.entries(methods).map(([key, { name, requestType, responseType, responseStream }]) => {
    const path = `/${fullName}/${name}`;
    const work = functions[key];
    if (!work) return [path, { kind: "silent stream" }];
    const decode = (message: Uint8Array) => requestType.decode(message);
    const encode = (message: unknown) => responseType.encode(message as never).finish();
    if (!responseStream) {
      return [path, { kind: "unary", decode, serve: async (request) => encode(await work(request)) }];
    }
    const stream: Extract<Method, { kind: "stream" }>["serve"] = async (request, { send, gone }) => {
      await work(request, { send: (message) => send(encode(message)), gone });
    };
    return [path, { kind: "stream", decode, serve: stream }];
  });
}
