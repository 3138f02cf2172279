import { mkdtempSync, rmSync } from "node:fs";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from "node:http2";
import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, credentials } from "@grpc/grpc-js";
import fc from "fast-check";
import { createGrpcServer } from "../../src/provider/grpc";
import type { Method, Methods } from "../../src/provider/rpc";

const LIMIT = 1_000_000;

/** Methods whose messages are what they are about. */
const unary = (serve: (text: Buffer) => Promise<Uint8Array>): Method => ({
  kind: "unary",
  decode(bytes) {
    if (bytes[0] === 0xff) throw new Error("Not a message");
    return Buffer.from(bytes);
  },
  serve: (request) => serve(request as Buffer),
});

let released: (() => void)[] = [];
let served = 0;
const methods: Methods = new Map([
  ["/echo", unary(async (text) => text)],
  ["/grow", unary(async (text) => Buffer.alloc(Number(text), "x"))],
  ["/fail", unary(async (text) => Promise.reject(new Error(text.toString())))],
  [
    "/wait",
    unary(async (text) => {
      await new Promise<void>((resolve) => released.push(resolve));
      served++;
      return text;
    }),
  ],
  ["/silent", { kind: "silent stream" }],
]);

let folder: string;
let server: Server;
let sockets: Socket[];
let session: ClientHttp2Session;
let path: string;

beforeEach(async () => {
  [released, served, sockets] = [[], 0, []];
  folder = mkdtempSync(join(tmpdir(), "grpc-"));
  path = join(folder, "socket");
  const serve = createGrpcServer(methods, LIMIT);
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  session = open();
});
afterEach(() => {
  session.destroy();
  for (const socket of sockets) socket.destroy();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(settings = {}): ClientHttp2Session {
  const opened = connect("http://localhost", { createConnection: () => dial(path), settings });
  opened.on("error", () => {});
  return opened;
}

const frame = (message: Buffer | string, flag = 0) => {
  const body = Buffer.from(message);
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
};

interface Answer {
  readonly status: string | undefined;
  readonly message: string | undefined;
  readonly body: Buffer;
}

function request(method: string, over = session): ClientHttp2Stream {
  const stream = over.request({
    ":method": "POST",
    ":path": method,
    "content-type": "application/grpc",
    te: "trailers",
  });
  stream.on("error", () => {});
  return stream;
}

function answerTo(stream: ClientHttp2Stream): Promise<Answer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const said: IncomingHttpHeaders = {};
    stream.on("response", (headers) => Object.assign(said, headers));
    stream.on("trailers", (headers) => Object.assign(said, headers));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("close", () => {
      const { "grpc-status": status, "grpc-message": message } = said as Record<string, string>;
      resolve({ status, message, body: Buffer.concat(chunks) });
    });
  });
}

async function ask(method: string, ...parts: readonly Buffer[]): Promise<Answer> {
  const stream = request(method);
  for (const part of parts) stream.write(part);
  stream.end();
  return answerTo(stream);
}

const isServing = async () =>
  expect(await ask("/echo", frame("still"))).toMatchObject({ status: "0", body: frame("still") });

test("one message is answered with one message, and status 0 in the trailers", async () => {
  expect(await ask("/echo", frame("hello"))).toEqual({ status: "0", message: undefined, body: frame("hello") });
  expect(await ask("/echo", frame(""))).toEqual({ status: "0", message: undefined, body: frame("") });
});

test("a message may arrive in any pieces", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ max: 0xfe, maxLength: 300 }), fc.array(fc.nat(310)), async (bytes, cuts) => {
      const whole = frame(Buffer.from(bytes));
      const at = [0, ...cuts.filter((cut) => cut < whole.length).sort((one, other) => one - other), whole.length];
      const pieces = at.slice(1).map((end, index) => whole.subarray(at[index], end));
      expect(await ask("/echo", ...pieces)).toEqual({ status: "0", message: undefined, body: whole });
    }),
    { numRuns: 100 },
  );
});

test("a client whose windows are the smallest that are usual gets and gives large messages whole", async () => {
  const narrow = open({ initialWindowSize: 65_535 });
  const up = request("/echo", narrow);
  const message = frame(Buffer.alloc(LIMIT, "y"));
  up.end(message);
  expect((await answerTo(up)).body.equals(message)).toBe(true);
  const down = request("/grow", narrow);
  down.end(frame("20000000"));
  expect((await answerTo(down)).body).toHaveLength(20_000_005);
  narrow.destroy();
});

test("answers come as they are ready, whatever was asked before", async () => {
  const stream = request("/wait");
  stream.end(frame("late"));
  const late = answerTo(stream);
  await isServing();
  await isServing();
  for (const release of released) release();
  expect(await late).toMatchObject({ status: "0", body: frame("late") });
});

test.each([
  ["a method that does not exist", "/none", [frame("x")], "12"],
  ["a compressed message", "/echo", [frame("x", 1)], "12"],
  ["no message", "/echo", [], "13"],
  ["less than one message", "/echo", [frame("whole").subarray(0, 7)], "13"],
  ["two messages", "/echo", [frame("one"), frame("two")], "13"],
  ["a message that cannot be read", "/echo", [frame(Buffer.from([0xff]))], "13"],
  ["a message that is too long", "/echo", [frame(Buffer.alloc(LIMIT + 1))], "8"],
])("%s is refused with a status of gRPC, and the next request is served", async (_, method, parts, status) => {
  const answer = await ask(method, ...parts);
  expect(answer).toEqual({ status, message: expect.stringMatching(/^[A-Z]/), body: Buffer.alloc(0) });
  await isServing();
});

test("why a request failed travels in ASCII, and arrives as it was", async () => {
  const why = "100 % naïve\n“why” 🗝";
  const { status, message = "" } = await ask("/fail", frame(why));
  expect([status, decodeURIComponent(message)]).toEqual(["2", why]);
  expect(message).toMatch(/^[ -~]+$/);
  const client = new Client(`unix:${path}`, credentials.createInsecure());
  const identity = (bytes: Buffer) => bytes;
  const failure = new Promise((resolve) =>
    client.makeUnaryRequest("/fail", identity, identity, Buffer.from(why), resolve),
  );
  expect(await failure).toMatchObject({ code: 2, details: why });
  client.close();
});

test("a client that gives up, by itself or by its deadline, gets no answer and disturbs nobody", async () => {
  const given = request("/wait");
  given.end(frame("never heard"));
  const cut = request("/echo");
  cut.write(frame("half").subarray(0, 6));
  const client = new Client(`unix:${path}`, credentials.createInsecure());
  const identity = (bytes: Buffer) => bytes;
  const late = new Promise((resolve) =>
    client.makeUnaryRequest("/wait", identity, identity, Buffer.from("x"), { deadline: Date.now() + 200 }, resolve),
  );
  expect(await late).toMatchObject({ code: 4 });
  for (const stream of [given, cut]) stream.close(constants.NGHTTP2_CANCEL);
  await isServing();
  for (const release of released) release();
  await isServing();
  expect(served).toBe(released.length);
  client.close();
});

test("a stream stays open and silent, whatever is said on it", async () => {
  const stream = request("/silent");
  const heard: string[] = [];
  for (const event of ["response", "data", "trailers", "end"]) stream.on(event, () => heard.push(event));
  stream.write(frame("a"));
  stream.write(Buffer.alloc(10_000_000));
  for (let time = 0; time < 10; time++) await isServing();
  expect(heard).toEqual([]);
  stream.close(constants.NGHTTP2_CANCEL);
  await isServing();
});

test("a client that leaves in an orderly way still gets the answers to what it has asked", async () => {
  const stream = request("/wait");
  stream.end(frame("last"));
  const last = answerTo(stream);
  await isServing();
  const closed = new Promise<void>((resolve) => sockets[0]?.on("close", () => resolve()));
  session.close();
  for (const release of released) release();
  expect(await last).toMatchObject({ status: "0", body: frame("last") });
  await closed;
});

test("bytes that are no HTTP/2 disturb nobody", async () => {
  const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0", "latin1");
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.uint8Array({ minLength: 1, maxLength: 200 }), async (greeted, bytes) => {
      const socket = dial(path);
      socket.on("error", () => {}).resume();
      const closed = new Promise((resolve) => socket.on("close", resolve));
      socket.write(Buffer.concat([greeted ? preface : Buffer.alloc(0), bytes]), () => socket.destroy());
      await closed;
      await isServing();
    }),
    { numRuns: 200 },
  );
});

test("messages of any content are answered or refused, each by itself", async () => {
  const paths = [...methods.keys()].filter(
    (method) => method !== "/wait" && method !== "/silent" && method !== "/grow",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths, "/none", "/"),
      fc.uint8Array({ maxLength: 50 }),
      async (method, bytes) => {
        const [fuzzed, sane] = await Promise.all([ask(method, Buffer.from(bytes)), ask("/echo", frame("sane"))]);
        expect(["0", "2", "12", "13"]).toContain(fuzzed.status);
        expect(sane).toMatchObject({ status: "0", body: frame("sane") });
      },
    ),
    { numRuns: 200 },
  );
});
