import { once } from "node:events";
import { constants, createServer, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Method, Methods } from "./rpc";

/** As much as providers written in Go take. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** What a client may send before it hears that some of it was taken. */
const WINDOW_BYTES = 8 * 1024 * 1024;

/** Before each message: whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

/** gRPC's statuses, as far as they are used. */
enum Status {
  OK = 0,
  UNKNOWN = 2,
  RESOURCE_EXHAUSTED = 8,
  UNIMPLEMENTED = 12,
  INTERNAL = 13,
}

/** Why a request has no response. */
class Refusal extends Error {
  constructor(
    readonly status: Status,
    message: string,
  ) {
    super(message);
  }
}

/** Serves methods over gRPC on HTTP/2; returns the function to hand connections to, whose peers are trusted. */
export function createGrpcServer(methods: Methods, maxMessageBytes = MAX_MESSAGE_BYTES): (socket: Socket) => void {
  const server = createServer({
    // Node would refuse requests as soon as those under way hold ten megabytes.
    maxSessionMemory: Number.MAX_SAFE_INTEGER,
    settings: { initialWindowSize: WINDOW_BYTES },
  });
  server.on("session", (session) => {
    session.on("error", () => {});
    session.setLocalWindowSize(WINDOW_BYTES);
  });
  server.on("stream", (stream, { ":path": path = "" }) => {
    // A client that gives up waits for no answer.
    stream.on("error", () => {});
    void answer(stream, methods.get(path), maxMessageBytes);
  });
  return (socket) => void server.emit("connection", socket);
}

async function answer(stream: ServerHttp2Stream, method: Method | undefined, maxMessageBytes: number): Promise<void> {
  try {
    if (!method) throw new Refusal(Status.UNIMPLEMENTED, "The provider does not have this method");
    if (method.kind === "silent stream") return void stream.resume();
    const message = messageIn(await received(stream, PREFIX_BYTES + maxMessageBytes));
    if (method.kind === "stream") return await answerAll(stream, method, decoded(method, message));
    const response = await method.serve(decoded(method, message));
    if (stream.destroyed) return;
    stream.respond(headers, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers(trailers(Status.OK)));
    stream.end(framed(response));
  } catch (error) {
    if (stream.destroyed) return;
    const { message } = error as Error;
    const status = error instanceof Refusal ? error.status : Status.UNKNOWN;
    stream.respond({ ...headers, ...trailers(status, message) }, { endStream: true });
    // What else the client says is passed over: to close the stream could cut off the answer.
    stream.resume();
  }
}

/** Sends responses as the client takes them. What fails after the first is told in the trailers. */
async function answerAll(stream: ServerHttp2Stream, method: Streaming, request: unknown): Promise<void> {
  const gone = new AbortController();
  stream.once("close", () => gone.abort());
  let end = trailers(Status.OK);
  stream.respond(headers, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers(end));
  const send = async (message: Uint8Array) => {
    gone.signal.throwIfAborted();
    if (!stream.write(framed(message))) await once(stream, "drain", { signal: gone.signal });
  };
  try {
    await method.serve(request, { send, gone: gone.signal });
  } catch (error) {
    end = trailers(Status.UNKNOWN, (error as Error).message);
  }
  if (!stream.destroyed) stream.end();
}

type Streaming = Extract<Method, { kind: "stream" }>;

/** All that a client sends. Rejects once it is more than allowed, or if the client gives up. */
async function received(stream: ServerHttp2Stream, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else reject(new Refusal(Status.RESOURCE_EXHAUSTED, `A message of more than ${maxBytes} bytes is not taken`));
    });
    stream.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    stream.on("close", () => reject(new Refusal(Status.UNKNOWN, "The client has given up")));
  });
}

/** The one message that a request consists of. */
function messageIn(body: Buffer): Buffer {
  if (body.length > 0 && body[0] !== 0) throw new Refusal(Status.UNIMPLEMENTED, "Compressed messages are not taken");
  if (body.length < PREFIX_BYTES || body.length !== PREFIX_BYTES + body.readUInt32BE(1)) {
    throw new Refusal(Status.INTERNAL, "The request is not one whole message");
  }
  return body.subarray(PREFIX_BYTES);
}

function decoded(method: Exclude<Method, { kind: "silent stream" }>, message: Buffer): unknown {
  try {
    return method.decode(message);
  } catch {
    throw new Refusal(Status.INTERNAL, "The request's message cannot be read");
  }
}

function framed(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}

const headers = { [constants.HTTP2_HEADER_STATUS]: 200, [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc" };

function trailers(status: Status, message = ""): Record<string, string> {
  return { "grpc-status": String(status), ...(message && { "grpc-message": percentEncoded(message) }) };
}

/** A text as a header can hold it: everything but printable ASCII is written as the codes of its bytes. */
function percentEncoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte < 0x20 || byte > 0x7e || byte === 0x25
        ? `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte),
    )
    .join("");
}
