import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { createCertificate } from "../../src/provider/certificate";
import { Terraform } from "../support/terraform";

/** A provider to measure. */
export interface Candidate {
  /** As `bundlePlugin` returns it. */
  readonly executable: string;
  readonly address: string;
  readonly version: string;
  /** A configuration of three of its resources, the `terraform` block left out. */
  readonly configuration: string;
}

/** Medians in milliseconds, and how they compare. */
export interface Startup {
  readonly nodeMs: number;
  readonly handshakeMs: number;
  /** From start to handshake, over Node's own start. */
  readonly handshakeRatio: number;
  readonly builtInPlanMs: number;
  readonly planMs: number;
  /** A plan of three resources, over one of three built-in `terraform_data`. */
  readonly planRatio: number;
}

/**
 * Measures how long Terraform waits for a provider, compared with what no provider could do without. All variants take
 * turns, so that a busy machine slows them alike.
 */
export async function measureStartup(candidate: Candidate, rounds = 15, planRounds = 7): Promise<Startup> {
  const times = { node: [] as number[], handshake: [] as number[], builtIn: [] as number[], plan: [] as number[] };
  const env = pluginEnv();
  for (let round = -1; round < rounds; round++) {
    const node = elapsed(() => spawnSync(process.execPath, ["-e", "0"], { env }));
    const handshake = await handshakeOf(candidate.executable, env);
    if (round < 0) continue; // The first round warms the caches of the file system.
    times.node.push(node);
    times.handshake.push(handshake);
  }

  const builtIn = new Terraform({ providers: [] }).write({ "main.tf": builtInConfiguration });
  const own = new Terraform({ providers: [candidate] }).write({
    "main.tf": candidate.configuration,
    "versions.tf.json": {
      terraform: { required_providers: { [candidate.address.split("/")[2] ?? ""]: { source: candidate.address } } },
    },
  });
  try {
    await builtIn.init();
    await own.init();
    for (let round = -1; round < planRounds; round++) {
      const [builtInMs, planMs] = [await planTime(builtIn), await planTime(own)];
      if (round < 0) continue;
      times.builtIn.push(builtInMs);
      times.plan.push(planMs);
    }
  } finally {
    builtIn.remove();
    own.remove();
  }

  const [nodeMs, handshakeMs] = [median(times.node), median(times.handshake)];
  const [builtInPlanMs, planMs] = [median(times.builtIn), median(times.plan)];
  return {
    nodeMs,
    handshakeMs,
    handshakeRatio: handshakeMs / nodeMs,
    builtInPlanMs,
    planMs,
    planRatio: planMs / builtInPlanMs,
  };
}

/** {@link measureStartup} for people. */
export async function printStartup(candidate: Candidate): Promise<Startup> {
  const startup = await measureStartup(candidate);
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  process.stdout.write(
    [
      `start to handshake   ${ms(startup.handshakeMs)}   node -e 0   ${ms(startup.nodeMs)}   ratio ${startup.handshakeRatio.toFixed(2)}`,
      `plan of 3 resources  ${ms(startup.planMs)}   built in    ${ms(startup.builtInPlanMs)}   ratio ${startup.planRatio.toFixed(2)}`,
      "",
    ].join("\n"),
  );
  return startup;
}

const builtInConfiguration = `resource "terraform_data" "three" {
  count = 3
  input = count.index
}
`;

/** The environment that Terraform gives a plugin. Without further certificates, which slow Node's own start. */
function pluginEnv(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const pem = `-----BEGIN CERTIFICATE-----\n${createCertificate().der.toString("base64")}\n-----END CERTIFICATE-----\n`;
  return {
    ...env,
    TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
    PLUGIN_PROTOCOL_VERSIONS: "5,6",
    PLUGIN_CLIENT_CERT: pem,
  };
}

async function handshakeOf(executable: string, env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  const child = spawn(executable, { env, stdio: ["ignore", "pipe", "inherit"] });
  const took = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", () => resolve(performance.now() - started));
    child.once("exit", () => reject(new Error("The provider ended without a handshake")));
  });
  await ended(child);
  return took;
}

async function ended(child: ChildProcess): Promise<void> {
  child.removeAllListeners("exit");
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.kill("SIGTERM");
  await gone;
}

async function planTime(terraform: Terraform): Promise<number> {
  const started = performance.now();
  const { code, stdout, stderr } = await terraform.run("plan", "-input=false", "-no-color");
  if (code !== 0) throw new Error(stdout + stderr);
  return performance.now() - started;
}

function elapsed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
