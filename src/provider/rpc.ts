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

/** What serves a service: one function for each method. Streams need none: they are kept open, and nothing is said on them. */
export type Implementation<D extends Definition> = {
  readonly [K in keyof D["methods"] as D["methods"][K]["responseStream"] extends true ? never : K]: (
    request: Decoded<D["methods"][K]["requestType"]>,
  ) => Promise<Decoded<D["methods"][K]["responseType"]>>;
};

/** A method as the wire knows it. */
export type Method =
  | { readonly kind: "silent stream" }
  | {
      readonly kind: "unary";
      decode(message: Uint8Array): unknown;
      /** Works on a decoded request; resolves to the encoded response. */
      serve(request: unknown): Promise<Uint8Array>;
    };

/** Methods by the path that requests name them with. */
export type Methods = ReadonlyMap<string, Method>;

/** A service's methods. */
export function methodsOf<D extends Definition>(
  { fullName, methods }: D,
  implementation: Implementation<D>,
): [path: string, method: Method][] {
  const functions = implementation as Readonly<Record<string, (request: unknown) => Promise<unknown>>>;
  return Object.entries(methods).map(([key, { name, requestType, responseType, responseStream }]) => {
    const path = `/${fullName}/${name}`;
    const work = functions[key];
    if (responseStream || !work) return [path, { kind: "silent stream" }];
    const serve = async (request: unknown) => responseType.encode((await work(request)) as never).finish();
    return [path, { kind: "unary", decode: (message) => requestType.decode(message), serve }];
  });
}
