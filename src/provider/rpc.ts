import type {
  handleBidiStreamingCall,
  handleServerStreamingCall,
  Server,
  ServiceDefinition,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";

interface Message {
  encode(message: never): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
}

interface Method {
  readonly name: string;
  readonly requestType: Message;
  readonly responseType: Message;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** A service as generated from its protocol definition. */
export interface Definition {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, Method>>;
}

type Decoded<T> = T extends { decode(bytes: Uint8Array): infer M } ? M : never;

/** What serves a service: one function for each unary method, a handler of the stream for the others. */
export type Implementation<D extends Definition> = {
  readonly [K in keyof D["methods"]]: D["methods"][K]["requestStream"] extends true
    ? handleBidiStreamingCall<Decoded<D["methods"][K]["requestType"]>, Decoded<D["methods"][K]["responseType"]>>
    : D["methods"][K]["responseStream"] extends true
      ? handleServerStreamingCall<Decoded<D["methods"][K]["requestType"]>, Decoded<D["methods"][K]["responseType"]>>
      : (request: Decoded<D["methods"][K]["requestType"]>) => Promise<Decoded<D["methods"][K]["responseType"]>>;
};

/** Adds a service to a gRPC server. */
export function register<D extends Definition>(server: Server, definition: D, implementation: Implementation<D>): void {
  const service: Record<string, ServiceDefinition[string]> = {};
  const handlers: UntypedServiceImplementation = {};
  for (const [key, method] of Object.entries(definition.methods)) {
    service[key] = methodOf(definition, method);
    const serve = implementation[key] as UntypedServiceImplementation[string];
    handlers[key] = method.responseStream ? serve : unary(serve as unknown as Unary);
  }
  server.addService(service, handlers);
}

/** A method in the form that both a gRPC server and a client take. */
export function methodOf({ fullName }: Definition, method: Method): ServiceDefinition[string] {
  const encoder =
    ({ encode }: Message) =>
    (message: unknown) =>
      Buffer.from(encode(message as never).finish());
  return {
    path: `/${fullName}/${method.name}`,
    requestStream: method.requestStream,
    responseStream: method.responseStream,
    requestSerialize: encoder(method.requestType),
    requestDeserialize: (bytes) => method.requestType.decode(bytes),
    responseSerialize: encoder(method.responseType),
    responseDeserialize: (bytes) => method.responseType.decode(bytes),
  };
}

type Unary = (request: unknown) => Promise<unknown>;

function unary(serve: Unary): UntypedServiceImplementation[string] {
  return (call: { request: unknown }, callback: (error: Error | null, response?: unknown) => void) => {
    serve(call.request).then(
      (response) => callback(null, response),
      (error: Error) => callback(error),
    );
  };
}
