import { type ChildProcess, spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type ClientUnaryCall, credentials, type MethodDefinition, type ServiceError } from "@grpc/grpc-js";
import { bundlePlugin } from "../../scripts/bundle";
import { type Certificate, createCertificate } from "../../src/provider/certificate";
import type { Definition } from "../../src/provider/rpc";
import { toys } from "./toys";

/** The cookie by which a plugin knows that Terraform has started it. */
export const cookie = { TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2" };

/** The toy provider as one executable in a folder of its own, for Terraform or to be started by a test. */
export async function bundleToys(version = toys.version) {
  const folder = mkdtempSync(join(tmpdir(), "toys-"));
  const entry = join(__dirname, "toys-main.ts");
  const executable = await bundlePlugin({ entry, outDir: folder, type: toys.name, version });
  return { address: toys.address, version, executable, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A plugin process that a test has started. */
export interface Started {
  readonly child: ChildProcess;
  readonly said: { stdout: string; stderr: string };
  /** How the process ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** The fields of the handshake; rejects if the process ends without one. */
  readonly handshake: Promise<readonly string[]>;
}

const running = new Set<ChildProcess>();

/** Starts a plugin in an environment that holds nothing else. */
export function start(executable: string, env: Readonly<Record<string, string>>, ...args: string[]): Started {
  const child = spawn(executable, args, { env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const said = { stdout: "", stderr: "" };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  const ended: Started["ended"] = new Promise((resolve) => {
    child.on("close", (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  const handshake = new Promise<readonly string[]>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.stdout += text;
      if (said.stdout.includes("\n")) resolve(said.stdout.split("\n", 1)[0]?.split("|") ?? []);
    });
    void ended.then(({ code }) => reject(new Error(`The plugin ended with ${code}: ${said.stderr}`)));
  });
  handshake.catch(() => {});
  return { child, said, ended, handshake };
}

/** Ends whatever plugin is still running. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** A certificate with its key, in the form that environment variables and clients take. */
export function pemOf({ der, keyPem }: Certificate = createCertificate()): {
  readonly cert: string;
  readonly key: string;
} {
  return { cert: new X509Certificate(der).toString(), key: keyPem };
}

/** A method in the form that a client takes. */
export function methodOf(
  { fullName }: Definition,
  method: Definition["methods"][string],
): MethodDefinition<unknown, unknown> {
  const encoder =
    ({ encode }: typeof method.requestType) =>
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

/** A client of a plugin, as Terraform is one: it trusts only the certificate of the handshake. */
export class PluginClient extends Client {
  readonly #calls: ClientUnaryCall[] = [];

  constructor(handshake: readonly string[], own?: { readonly cert: string; readonly key: string }) {
    const [, , network, address, , der = ""] = handshake;
    const target = network === "unix" ? `unix:${address}` : String(address);
    const trusted = der && Buffer.from(new X509Certificate(Buffer.from(der, "base64")).toString());
    const secure = () =>
      own
        ? credentials.createSsl(trusted as Buffer, Buffer.from(own.key), Buffer.from(own.cert))
        : credentials.createSsl(trusted as Buffer);
    super(target, der ? secure() : credentials.createInsecure(), {
      "grpc.ssl_target_name_override": "localhost",
      "grpc.default_authority": "localhost",
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
      "grpc.enable_retries": 0,
    });
  }

  /** Goes away without waiting for any answer. */
  leave(): void {
    for (const call of this.#calls) call.cancel();
    this.close();
  }

  /** Calls a unary method; fails after the time given. */
  call<D extends Definition, K extends keyof D["methods"] & string>(
    definition: D,
    name: K,
    request: object = {},
    withinMs = 30_000,
  ): Promise<ReturnType<D["methods"][K]["responseType"]["decode"]>> {
    const method = definition.methods[name] as D["methods"][K];
    const { path, requestSerialize, responseDeserialize } = methodOf(definition, method);
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, response?: unknown) =>
        error ? reject(error) : resolve(response as never);
      const options = { deadline: Date.now() + withinMs };
      const call = this.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, options, done);
      this.#calls.push(call);
    });
  }
}
