import { writeSync } from "node:fs";
import { createServer } from "node:net";
import type { AnyProvider } from "../schema";
import { visible } from "../schema/visible";
import { createCertificate } from "./certificate";
import { DebugLifetime, type Limits, StartedLifetime } from "./lifetime";
import { type Address, listen } from "./listen";
import type { createServing, Serving } from "./serving";

const cookieName = "TF_PLUGIN_MAGIC_COOKIE";
const cookieValue = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

const coreProtocolVersion = 1;
const protocolVersion = 6;

/** What is loaded only once Terraform knows where to connect, since that takes longer than all the rest of the start. */
export interface Program {
  readonly provider: AnyProvider;
  readonly createServing: typeof createServing;
}

/**
 * Runs a provider as the plugin process that Terraform has started. Resolves once Terraform has been told where to
 * connect; the process then ends by itself when Terraform is done. Started by hand, it says so and exits with 1; with
 * `--debug`, it serves one Terraform command after another until it is interrupted.
 */
export async function serve(load: () => Program, limits: Partial<Limits> = {}): Promise<void> {
  const debug = process.argv.includes("--debug");
  if (!debug && process.env[cookieName] !== cookieValue) return explain(load().provider);
  const { PLUGIN_CLIENT_CERT: clientPem, PLUGIN_MULTIPLEX_GRPC: multiplex, ...env } = process.env;
  for (const name of [cookieName, "PLUGIN_CLIENT_CERT"]) delete process.env[name];
  protectOutput();

  const trust = clientPem && !debug ? { own: createCertificate(), clientPem } : undefined;
  const lifetime = debug ? new DebugLifetime() : new StartedLifetime({ patienceMs: 15_000, graceMs: 3_000, ...limits });
  let loaded: Serving | undefined;
  const serving = () => {
    if (!loaded) {
      const { provider, createServing } = load();
      loaded = createServing(provider, trust, lifetime, env);
    }
    return loaded;
  };
  reportPanics((text) => loaded?.redact(text) ?? text);

  const server = createServer((socket) => serving().accept(socket));
  const address = await listen(server, env);
  process.on("exit", address.release);
  writeSync(
    1,
    debug ? reattachment(load().provider, address) : `${handshake(address, trust?.own.der, multiplex !== undefined)}\n`,
  );
  // Terraform connects meanwhile.
  setImmediate(serving);
}

function handshake({ network, address }: Address, certificate: Buffer | undefined, multiplex: boolean): string {
  const der = certificate?.toString("base64").replace(/=+$/, "") ?? "";
  const fields = [coreProtocolVersion, protocolVersion, network, address, "grpc", der];
  // A client that did not ask takes a seventh field for a part of the certificate.
  return [...fields, ...(multiplex ? ["false"] : [])].join("|");
}

/** What a developer sets for Terraform to connect to this process rather than start its own, with a debugger attached. */
function reattachment({ address: source }: AnyProvider, { network, address }: Address): string {
  const Addr = { Network: network, String: address };
  const config = { Protocol: "grpc", ProtocolVersion: protocolVersion, Pid: process.pid, Test: true, Addr };
  return `TF_REATTACH_PROVIDERS='${JSON.stringify({ [source]: config })}'\n`;
}

function explain({ name, address, version }: AnyProvider): void {
  process.stderr.write(
    [
      `This is the Terraform provider ${address}, version ${version}. Terraform starts it itself; there is nothing to run here.`,
      `To use it, name "${address}" as the source of "${name}" in required_providers, then run terraform init.`,
      "To debug it, start it with --debug.",
      "",
    ].join("\n"),
  );
  process.exitCode = 1;
}

/** Terraform reads one line from standard output; everything else that is printed goes to standard error. */
function protectOutput(): void {
  Object.defineProperty(process, "stdout", { configurable: true, get: () => process.stderr });
}

/** Terraform shows what follows `panic:` to the practitioner, as the plugin's last words. */
function reportPanics(redact: (text: string) => string): void {
  const panic = (error: unknown) => {
    const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    const trace = stack.slice(stack.indexOf("\n    at ") + 1);
    process.stderr.write(redact(`panic: ${visible(message)}\n\n${trace}\n`));
    process.exit(2);
  };
  process.on("uncaughtException", panic);
  process.on("unhandledRejection", panic);
}
