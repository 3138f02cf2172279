import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { connect as connectTls } from "node:tls";
import { ExtData, encode as pack, decode as unpack } from "@msgpack/msgpack";
import { listen } from "../../src/provider/listen";
import {
  GRPCBrokerDefinition,
  GRPCControllerDefinition,
  GRPCStdioDefinition,
} from "../../src/provider/protocol/generated/go-plugin";
import { HealthDefinition } from "../../src/provider/protocol/generated/health";
import { ProviderDefinition } from "../../src/provider/protocol/generated/tfplugin6";
import { eventually } from "../support/terraform";
import { shelfIn, toys as toysProvider } from "../support/toys";
import { bundleToys, cookie, killAll, methodOf, PluginClient, pemOf, start } from "../support/toys-plugin";

let toys: Awaited<ReturnType<typeof bundleToys>>;
let temp: string;

beforeAll(async () => {
  toys = await bundleToys();
});
afterAll(() => toys.remove());
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), "p-"));
});
afterEach(() => {
  killAll();
  rmSync(temp, { recursive: true, force: true });
});

const own = pemOf();

function startToys(env: Record<string, string> = {}) {
  return start(toys.executable, { ...cookie, TMPDIR: temp, PLUGIN_CLIENT_CERT: own.cert, ...env });
}

async function connected(env: Record<string, string> = {}) {
  const plugin = startToys(env);
  const client = new PluginClient(await plugin.handshake, own);
  await client.call(ProviderDefinition, "getMetadata");
  return { ...plugin, client };
}

/** Configures the provider and starts to create a box. */
async function creating(client: PluginClient, mishap: string) {
  const folder = join(temp, "shelf");
  const config = { msgpack: Buffer.from(pack({ folder, token: "hunter2", greeting: null })) };
  await client.call(ProviderDefinition, "configureProvider", { config });
  const { resourceSchemas } = await client.call(ProviderDefinition, "getProviderSchema");
  const names = resourceSchemas?.toys_box?.block?.attributes?.map(({ name }) => name) ?? [];
  const open = new ExtData(0, new Uint8Array(1));
  const box = {
    ...Object.fromEntries(names.map((name) => [name, null])),
    name: "box",
    level: "low",
    open: false,
    mishap,
  };
  const planned = { ...box, id: open, size: open, secret: open, revision: open };
  const response = client.call(ProviderDefinition, "applyResourceChange", {
    typeName: "toys_box",
    config: { msgpack: Buffer.from(pack(box)) },
    plannedState: { msgpack: Buffer.from(pack(planned)) },
  });
  response.catch(() => {});
  const made = () => (existsSync(folder) ? readdirSync(folder).length > 0 : false);
  await eventually("the box is on the shelf", made);
  return { response, shelf: shelfIn(folder) };
}

const leftovers = () => readdirSync(temp).filter((name) => name.startsWith("plugin-"));

test("started by hand, it says what it is and what to do", async () => {
  const { ended, said } = start(toys.executable, {});
  expect((await ended).code).toBe(1);
  expect(said.stdout).toBe("");
  expect(said.stderr).toContain("This is the Terraform provider example.test/shelf/toys");
  expect(said.stderr).toContain("terraform init");
  const other = start(toys.executable, { TF_PLUGIN_MAGIC_COOKIE: "other" });
  expect((await other.ended).code).toBe(1);
});

test("the handshake is one line of six fields, with a seventh only for who asks", async () => {
  const [one, other] = [startToys(), startToys({ PLUGIN_MULTIPLEX_GRPC: "true" })];
  const fields = await one.handshake;
  expect(fields).toEqual([
    "1",
    "6",
    "unix",
    expect.stringContaining(temp),
    "grpc",
    expect.stringMatching(/^[A-Za-z0-9+/]{300,}$/),
  ]);
  expect(statSync(dirname(fields[3] as string)).mode & 0o777).toBe(0o700);
  expect((await other.handshake)[6]).toBe("false");
});

test("only the client with the very certificate is served", async () => {
  const { handshake } = startToys();
  const address = await handshake;
  const served = (client: PluginClient) =>
    client.call(ProviderDefinition, "getMetadata", {}, 3_000).then(
      () => true,
      () => false,
    );
  expect(await served(new PluginClient(address))).toBe(false);
  expect(await served(new PluginClient(address, pemOf()))).toBe(false);
  expect(await served(new PluginClient(["1", "6", "unix", address[3] as string, "grpc", ""]))).toBe(false);
  expect(await served(new PluginClient(address, own))).toBe(true);
});

test("a connection without the certificate is closed before anything is said", async () => {
  const { handshake } = startToys();
  const [, , , path = ""] = await handshake;
  const heard: Buffer[] = [];
  await new Promise<void>((resolve) => {
    const socket = connectTls({ path, rejectUnauthorized: false, ALPNProtocols: ["h2"], ...pemOf() }, () => {
      socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
    });
    socket
      .on("data", (data) => heard.push(data))
      .on("error", () => {})
      .on("close", () => resolve());
  });
  expect(heard).toEqual([]);
});

test("a client that brings no certificate of its own at the start is served in plain", async () => {
  const plugin = start(toys.executable, { ...cookie, TMPDIR: temp });
  const address = await plugin.handshake;
  expect(address[5]).toBe("");
  const { resources } = await new PluginClient(address).call(ProviderDefinition, "getMetadata");
  expect(resources?.map(({ typeName }) => typeName)).toEqual(toysProvider.resources.map(({ name }) => `toys_${name}`));
});

test("ten at a time do not get in each other's way", async () => {
  const clients = await Promise.all(Array.from({ length: 10 }, () => connected()));
  const answers = await Promise.all(clients.map(({ client }) => client.call(ProviderDefinition, "getMetadata")));
  expect(answers).toHaveLength(10);
  expect(new Set(leftovers()).size).toBe(10);
});

test("Shutdown is answered, the process ends and leaves nothing behind", async () => {
  const { client, ended } = await connected();
  expect(await client.call(GRPCControllerDefinition, "shutdown")).toEqual({});
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(leftovers()).toEqual([]);
});

test("the process ends once its client has gone", async () => {
  const { client, ended } = await connected();
  client.close();
  expect((await ended).code).toBe(0);
  expect(leftovers()).toEqual([]);
});

test("an operation whose client has gone is asked to stop, and one that does not is not waited for", async () => {
  for (const mishap of ["slow", "stubborn"]) {
    const { client, ended } = await connected();
    await creating(client, mishap);
    client.leave();
    expect((await ended).code).toBe(0);
  }
  expect(leftovers()).toEqual([]);
});

test("a process that nobody connects to gives up", async () => {
  const { ended } = startToys({ TOYS_PATIENCE_MS: "300" });
  expect((await ended).code).toBe(1);
  expect(leftovers()).toEqual([]);
});

test("Ctrl-C is ignored; being told to terminate stops operations, but not the service", async () => {
  const { child, client, ended } = await connected();
  const { response } = await creating(client, "slow");
  child.kill("SIGINT");
  expect(await client.call(HealthDefinition, "check", { service: "plugin" })).toEqual({ status: 1 });
  child.kill("SIGTERM");
  const { diagnostics, newState } = await response;
  expect(diagnostics).toMatchObject([{ severity: 1, summary: "Cancelled" }]);
  expect(unpack(newState?.msgpack as Buffer)).toMatchObject({ id: expect.stringContaining("toy-") });
  expect(await client.call(HealthDefinition, "check")).toEqual({ status: 1 });
  client.close();
  await ended;
});

test("without a client, being told to terminate ends it", async () => {
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    const { child, handshake, ended } = startToys();
    await handshake;
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, signal: null });
  }
  expect(leftovers()).toEqual([]);
});

test("StopProvider is answered while an operation is under way, which then comes back with what is known", async () => {
  const { client } = await connected();
  const { response } = await creating(client, "slow");
  expect(await client.call(ProviderDefinition, "stopProvider")).toEqual({ error: "" });
  const { diagnostics, newState } = await response;
  expect(diagnostics).toMatchObject([{ severity: 1, summary: "Cancelled" }]);
  expect(unpack(newState?.msgpack as Buffer)).toMatchObject({ name: "box", id: expect.stringContaining("toy-") });
});

test("what a handler prints goes to standard error, and it sees no secret of the handshake", async () => {
  const { client, said } = await connected();
  await (await creating(client, "chatty")).response;
  await eventually("the toy has chatted", () => said.stderr.includes("a toy writes"));
  expect(said.stderr).toContain("a toy chats without a cookie");
  expect(said.stdout.split("\n")).toHaveLength(2);
});

test("a fatal error is told as a panic, without the secrets", async () => {
  const { client, ended, said } = await connected();
  await creating(client, "crash");
  expect((await ended).code).toBe(2);
  expect(said.stderr).toMatch(/^panic: The toy broke, and \(sensitive value\) with it\n\n {4}at /m);
  expect(leftovers()).toEqual([]);
});

test("nobody reading the log is no reason to stop", async () => {
  const { child, client } = await connected({ TF_LOG: "TRACE" });
  child.stderr?.destroy();
  await (await creating(client, "none")).response;
  expect(await client.call(HealthDefinition, "check")).toEqual({ status: 1 });
});

test("secrets of the settings are not in the log", async () => {
  const { client, said } = await connected({ TF_LOG: "TRACE" });
  await (await creating(client, "none")).response;
  await eventually("it is logged", () => said.stderr.includes('"tf_rpc":"ApplyResourceChange"'));
  expect(said.stderr).toContain("with (sensitive value)");
  expect(said.stderr).not.toContain("hunter2");
});

test("messages of many megabytes pass both ways", async () => {
  const { client } = await connected();
  const note = "x".repeat(20 * 1024 * 1024);
  const config = { msgpack: Buffer.from(pack({ id: null, value: null, values: null, note })) };
  const { plannedState } = await client.call(ProviderDefinition, "planResourceChange", {
    typeName: "toys_gauge",
    config,
    proposedNewState: config,
  });
  expect(unpack(plannedState?.msgpack as Buffer)).toMatchObject({ note });
});

test("what is not offered is unimplemented; the streams stay open and silent", async () => {
  const { client } = await connected();
  const other = {
    fullName: "tfplugin6.Provider",
    methods: { move: { ...ProviderDefinition.methods.getMetadata, name: "MoveResourceState" } },
  };
  await expect(client.call(other, "move")).rejects.toMatchObject({ code: 12 });
  const { path, requestSerialize, responseDeserialize } = methodOf(
    GRPCStdioDefinition,
    GRPCStdioDefinition.methods.streamStdio,
  );
  const events: string[] = [];
  const stdio = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, {});
  const start = methodOf(GRPCBrokerDefinition, GRPCBrokerDefinition.methods.startStream);
  const broker = client.makeBidiStreamRequest(start.path, start.requestSerialize, start.responseDeserialize);
  broker.write({ serviceId: 1 });
  for (const stream of [stdio, broker]) {
    for (const event of ["data", "end", "error"]) stream.on(event, () => events.push(event));
  }
  for (let time = 0; time < 20; time++) await client.call(HealthDefinition, "check");
  expect(events).toEqual([]);
});

test("a temporary folder too long for a socket is no obstacle", async () => {
  const long = join(temp, "x".repeat(150));
  mkdirSync(long);
  const { handshake } = startToys({ TMPDIR: long });
  const address = await handshake;
  expect(address[3]?.length).toBeLessThan(100);
  const client = new PluginClient(address, own);
  expect(await client.call(HealthDefinition, "check")).toEqual({ status: 1 });
});

describe("listening", () => {
  const servers: Server[] = [];
  const server = () => {
    const made = createServer();
    servers.push(made);
    return made;
  };
  afterEach(() => {
    for (const one of servers.splice(0)) one.close();
  });

  test("goes to the first folder where a socket can be", async () => {
    const address = await listen(server(), {}, [undefined, join(temp, "nowhere"), join(temp, "y".repeat(120)), temp]);
    expect(address).toMatchObject({ network: "unix", address: expect.stringMatching(/plugin-\w+\/socket$/) });
    address.release();
    expect(leftovers()).toEqual([]);
  });

  test("goes to the folder that the environment names", async () => {
    const address = await listen(server(), { PLUGIN_UNIX_SOCKET_DIR: temp });
    expect(address.address.startsWith(temp)).toBe(true);
  });

  test("goes to the first free port of those allowed where there is no folder", async () => {
    const taken = await listen(server(), { PLUGIN_MIN_PORT: "21000", PLUGIN_MAX_PORT: "21500" }, []);
    const [, first] = /^127\.0\.0\.1:(\d+)$/.exec(taken.address) ?? [];
    const next = await listen(server(), { PLUGIN_MIN_PORT: first, PLUGIN_MAX_PORT: "21500" }, []);
    expect(next.network).toBe("tcp");
    expect(Number(next.address.split(":")[1])).toBeGreaterThan(Number(first));
    await expect(listen(server(), { PLUGIN_MIN_PORT: first, PLUGIN_MAX_PORT: first }, [])).rejects.toThrow(
      "EADDRINUSE",
    );
  });

  test("takes any port if none is named", async () => {
    const bound = server();
    const { address } = await listen(bound, {}, []);
    expect(address).toBe(`127.0.0.1:${(bound.address() as { port: number }).port}`);
  });
});
