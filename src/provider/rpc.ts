import { once } from "node:events";
import type {
  handleBidiStreamingCall,
  Server,
  ServerWritableStream,
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

/** A stream of responses to one request. */
export interface Outgoing<M> {
  /** Resolves once the client takes more. */
  send(message: M): Promise<void>;
  /** Aborted if the client wants no more. */
  readonly gone: AbortSignal;
}

/**
 * What serves a service: one function for each method. One that streams its responses ends when it resolves; it stays
 * open if there is nothing to wait for.
 */
export type Implementation<D extends Definition> = {
  readonly [K in keyof D["methods"]]: D["methods"][K]["requestStream"] extends true
    ? handleBidiStreamingCall<Decoded<D["methods"][K]["requestType"]>, Decoded<D["methods"][K]["responseType"]>>
    : D["methods"][K]["responseStream"] extends true
      ? (
          request: Decoded<D["methods"][K]["requestType"]>,
          out: Outgoing<Decoded<D["methods"][K]["responseType"]>>,
        ) => Promise<void> | void
      : (request: Decoded<D["methods"][K]["requestType"]>) => Promise<Decoded<D["methods"][K]["responseType"]>>;
};

/** Adds a service to a gRPC server. */
export function register<D extends Definition>(server: Server, definition: D, implementation: Implementation<D>): void {
  const service: Record<string, ServiceDefinition[string]> = {};
  const handlers: UntypedServiceImplementation = {};
  for (const [key, method] of Object.entries(definition.methods)) {
    service[key] = methodOf(definition, method);
    const serve: unknown = implementation[key];
    if (method.requestStream) handlers[key] = serve as UntypedServiceImplementation[string];
    else handlers[key] = method.responseStream ? streaming(serve as Streaming) : unary(serve as Unary);
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

type Streaming = (request: unknown, out: Outgoing<unknown>) => Promise<void> | void;

function streaming(serve: Streaming): UntypedServiceImplementation[string] {
  return async (call: ServerWritableStream<unknown, unknown>) => {
    const gone = new AbortController();
    call.on("cancelled", () => gone.abort());
    const send = async (message: unknown) => {
      gone.signal.throwIfAborted();
      if (!call.write(message)) await once(call, "drain", { signal: gone.signal });
    };
    try {
      const served = serve(call.request, { send, gone: gone.signal });
      if (!served) return;
      await served;
      call.end();
    } catch (error) {
      call.destroy(error as Error);
    }
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
