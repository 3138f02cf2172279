import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { TerraformStack } from "cdktf";
import { ApiKey, CloudcraftProvider } from "cdktf-cloudcraft";
import { LocalExecApiKey, type LocalExecApiKeyConfig, LocalExecSweep } from "cdktf-cloudcraft/local-exec";
import { platformName } from "../../src/install";
import { filesWith } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import { NULL, nullStandIn } from "../support/null-provider";
import { REMOVED, testSince } from "../support/program";
import { eventually, type Installed } from "../support/terraform";
import { LocalExecStack } from "./local-exec-stack";

jest.setTimeout(120_000);

/** As many as are worth the time; more on request: `MANY=50`. */
const MANY = Number(process.env.MANY ?? 16);
const PLATFORM = "11111111-1111-4111-8111-111111111111";

let nullProvider: Installed & { remove(): void };
let emulator: Emulated;
let stack: LocalExecStack;
/** The keys that were there before. */
let strangers: ReadonlySet<string>;

beforeAll(async () => {
  nullProvider = await nullStandIn();
});
afterAll(() => nullProvider.remove());

beforeEach(async () => {
  emulator = await emulated();
  strangers = new Set((await emulator.state()).apiKeys.map(({ id }) => id));
  stack = new LocalExecStack(emulator, nullProvider);
});
afterEach(async () => {
  stack.terraform.remove();
  await emulator.close();
});

const live = async () => (await emulator.state()).apiKeys.filter(({ id }) => !strangers.has(id));

type Declared = Partial<LocalExecApiKeyConfig>;

/** Declares keys by their ids, each with a file for its value unless it says otherwise. */
function declare(keys: Readonly<Record<string, Declared>>, more: (scope: TerraformStack) => void = () => {}) {
  return stack.declare((scope) => {
    for (const [id, config] of Object.entries(keys)) {
      const sink = config.secretCommand ? {} : { secretFile: stack.secretFile(id) };
      new LocalExecApiKey(scope, id, { name: id, records: stack.records, ...sink, ...config });
    }
    more(scope);
  });
}

/** Whom a value lets in, as a status. */
async function works(value: string | undefined): Promise<boolean> {
  const { status } = await fetch(`${emulator.url}/user/me`, { headers: { authorization: `Bearer ${value}` } });
  return status === 200;
}

/** Each declared key is live once, and its value is stored and works. */
async function expectKeys(...names: readonly string[]) {
  expect((await live()).map(({ name }) => name).sort()).toEqual([...names].sort());
  for (const name of names) expect([name, await works(stack.value(name))]).toEqual([name, true]);
}

/** The three checks that a scenario ends in; the first, an empty plan, is for the caller to make. */
async function endsWell(...values: readonly (string | undefined)[]) {
  await stack.destroy();
  expect(await live()).toEqual([]);
  expect(readdirSync(stack.secrets)).toEqual([]);
  for (const value of [...values, emulator.apiKey]) {
    expect(value).toMatch(/^.{44}$/);
    const secret = value ?? "";
    expect(stack.said.includes(secret)).toBe(false);
    expect(stack.terraform.log.includes(secret)).toBe(false);
    expect(filesWith(secret, join(stack.terraform.folder, ".."), () => false)).toEqual([]);
  }
}

describe("with real Terraform, and a stand-in for the null provider", () => {
  test("a key lives through every change in place, is switched off and on again, and leaves nothing", async () => {
    const name = "CI \"$(id)\" `id` 'x' \\ & ; %";
    await declare({ ci: { name } }).init();
    await stack.apply();
    expect(await stack.isSettled()).toBe(true);
    const [first] = await live();
    const value = stack.value("ci");
    expect(first).toMatchObject({ name, permission: "read" });
    expect(await works(value)).toBe(true);
    expect(statSync(stack.secretFile("ci")).mode & 0o777).toBe(0o600);

    for (const change of [
      { name: "CI" },
      { name: "CI", permission: "read-write", teams: [PLATFORM], managedBy: [`team/${PLATFORM}`] },
      { name: "CI", justification: "why" },
    ]) {
      declare({ ci: change });
      expect(await stack.apply("-refresh=false")).toContain('"action":"updated"');
      expect(await stack.isSettled()).toBe(true);
      expect(stack.value("ci")).toBe(value);
      const teams = "teams" in change ? [`team/${PLATFORM}`] : [];
      expect(await live()).toMatchObject([
        { id: first?.id, name: "CI", permission: change.permission ?? "read", readAccess: teams, writeAccess: teams },
      ]);
    }

    declare({ ci: { name: "CI", enabled: false } });
    await stack.apply();
    expect([await live(), readdirSync(stack.secrets)]).toEqual([[], []]);
    expect(await works(value)).toBe(false);
    expect(await stack.isSettled()).toBe(true);

    declare({ ci: {} });
    await stack.apply();
    await expectKeys("ci");
    const next = stack.value("ci");
    expect(next).not.toBe(value);
    await stack.apply("-replace=null_resource.ci");
    expect(stack.value("ci")).toBe(next);
    await expectKeys("ci");
    await endsWell(value, next);
  });

  test("a deleted line revokes its key at the next apply, and the last one too where the sweep has a line of its own", async () => {
    const sweeping = (scope: TerraformStack) => void LocalExecSweep.of(scope, { records: stack.records });
    await declare({ a: {}, b: {} }, sweeping).init();
    await stack.apply();
    await expectKeys("a", "b");
    const [a, b] = [stack.value("a"), stack.value("b")];

    declare({ b: {} }, sweeping);
    expect(await stack.apply()).toContain('"revoked":["keys/a"]');
    await expectKeys("b");
    expect(await stack.isSettled()).toBe(true);

    declare({}, sweeping);
    await stack.apply();
    await expectKeys();
    await endsWell(a, b);
  });

  test("a sweep of thousands of keys, however little their names have in common, learns of them all", async () => {
    await declare({ a: {}, b: {} }).init();
    await stack.apply();
    const value = stack.value("a");
    const name = (number: number) => createHash("sha256").update(String(number)).digest("hex");
    declare({ b: {} }, (scope) => {
      const sweep = LocalExecSweep.of(scope, { records: stack.records });
      for (let number = 0; number < 5_000; number++) {
        sweep.declare({ path: `keys/${name(number)}`, enabled: true, secretFile: () => undefined });
      }
    });
    expect(await stack.apply()).toContain('"revoked":["keys/a"]');
    await expectKeys("b");
    await endsWell(value);
  });

  test("what could not be stored is revoked, and what could not be stored safely is not made", async () => {
    const into = (command: string): Declared => ({ secretCommand: ["sh", "-c", command] });
    await declare({ ci: into("cat; cat >&2; exit 3") }).init();
    expect(await stack.applyInVain()).toContain("so the key was revoked again sh ended with exit code 3");
    expect(await live()).toEqual([]);

    const folder = join(stack.terraform.folder, "open");
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    declare({ ci: { secretFile: join(folder, "ci") } });
    const before = emulator.requests.length;
    expect(await stack.applyInVain()).toContain("can be entered by other users");
    expect(emulator.requests.slice(before).filter((request) => request.startsWith("POST"))).toEqual([]);

    const file = stack.secretFile("stored");
    declare({ ci: into(`umask 077; cat > ${file}; cat ${file} >&2`) });
    await stack.apply();
    expect(await stack.isSettled()).toBe(true);
    const value = stack.value("stored");
    expect(await works(value)).toBe(true);
    rmSync(file);
    await endsWell(value);
  });

  test("many keys at once: each is made once, is recorded, and no process shows a secret in its arguments", async () => {
    const names = Array.from({ length: MANY }, (_, number) => `key-${number}`);
    const sweeping = (scope: TerraformStack) => void LocalExecSweep.of(scope, { records: stack.records });
    await declare(Object.fromEntries(names.map((name) => [name, {}]))).init();
    const shown = watchArguments();
    await stack.apply("-parallelism=10");
    const text = shown.stop();
    expect(text).toContain("cloudcraft-handler.cjs\0create");
    await expectKeys(...names);
    const values = names.map((name) => stack.value(name) ?? "");
    expect(new Set(values).size).toBe(MANY);
    for (const secret of [...values, emulator.apiKey]) expect(text.includes(secret)).toBe(false);
    expect(Object.keys(stack.recorded())).toHaveLength(MANY);
    for (const name of readdirSync(stack.records)) {
      expect(statSync(join(stack.records, name)).mode & 0o777).toBe(0o700);
      for (const file of readdirSync(join(stack.records, name))) {
        expect(statSync(join(stack.records, name, file)).mode & 0o777).toBe(0o600);
      }
    }
    declare({}, sweeping);
    await stack.apply();
    await endsWell(values[0]);
  });

  test("an answer that is lost leaves one key, and a service that is away is told, and made up for", async () => {
    await declare({ ci: {} }).init();
    await emulator.fault({ fault: "drop", when: "after-commit", method: "POST", path: "/apikey" });
    await stack.apply();
    await expectKeys("ci");

    await emulator.fault({ fault: "status", status: 401, times: "always" });
    declare({ ci: { name: "renamed" } });
    expect(await stack.applyInVain()).toContain("CLOUDCRAFT_API_KEY");
    await emulator.control("DELETE", "faults");
    await stack.apply();
    expect(await live()).toMatchObject([{ name: "renamed" }]);
    expect(await stack.isSettled()).toBe(true);

    await emulator.fault({ fault: "status", status: 403, method: "DELETE", times: "always" });
    expect((await stack.run("destroy", "-auto-approve")).code).toBe(1);
    expect(await live()).toHaveLength(1);
    await emulator.control("DELETE", "faults");
    await endsWell(stack.value("ci"));
  });

  test("without a credential nothing is done, and what failed so is revoked by a later destroy all the same", async () => {
    await declare({ ci: {} }).init();
    await stack.apply();
    const value = stack.value("ci");
    declare({ ci: { name: "renamed" }, other: {} });
    const { CLOUDCRAFT_API_KEY: _, ...env } = stack.terraform.env;
    const locked = Object.assign(Object.create(stack.terraform), { env });
    const { code } = await locked.run("-chdir=out/stacks/keys", "apply", "-auto-approve", "-no-color");
    expect([code, (await live()).map(({ name }) => name)]).toEqual([1, ["ci"]]);
    await endsWell(value);
  });
});

describe("killed, with real Terraform and a stand-in for the null provider", () => {
  /** Kills an apply, its handlers with it unless they are to be spared, once something has come about. */
  async function killApply(moment: string, came: () => boolean, whom: "all" | "Terraform" = "all") {
    const running = stack.start("apply", "-auto-approve", "-input=false");
    await eventually(moment, came, 20_000);
    process.kill(whom === "all" ? -running.pid : running.pid, "SIGKILL");
    await running.result;
  }

  const stage = () => (existsSync(stack.records) ? stack.recorded()["keys/ci"]?.stage : undefined);

  test("while a key is being made: the next apply removes it, and makes it once more", async () => {
    await declare({ ci: {} }).init();
    await emulator.fault({ fault: "delay", delayMs: 1_000, method: "PUT" });
    await killApply("a key was made", () => stage() === "made");
    expect(await live()).toHaveLength(1);
    await stack.apply();
    await expectKeys("ci");
    expect(await stack.isSettled()).toBe(true);
    await endsWell(stack.value("ci"));
  });

  test("while a key is being made: a destroy leaves nothing of it", async () => {
    await declare({ ci: {} }).init();
    await emulator.fault({ fault: "delay", delayMs: 1_000, method: "PUT" });
    await killApply("a key was made", () => stage() === "made");
    await stack.destroy();
    expect(await live()).toEqual([]);
    await endsWell();
  });

  test("without its handler: that one comes to its end, and the next apply waits for it and keeps the key", async () => {
    await declare({ ci: {} }).init();
    await emulator.fault({ fault: "delay", delayMs: 1_000, method: "PUT" });
    await killApply("a key was made", () => stage() === "made", "Terraform");
    await stack.apply();
    await expectKeys("ci");
    expect(emulator.requests.filter((request) => request.startsWith("POST"))).toHaveLength(1);
    await endsWell(stack.value("ci"));
  });
});

describe("with the folder of the records lost, real Terraform and a stand-in for the null provider", () => {
  const lose = () => rmSync(stack.records, { recursive: true });
  const namesake = () =>
    emulator.control("POST", "apikey", { name: "ci", permission: "read", creator: "owner@example.com" }) as Promise<{
      id: string;
    }>;

  test("destroy finds the key by its stored value, whoever else has its name", async () => {
    await declare({ ci: {} }).init();
    await stack.apply();
    const { id } = await namesake();
    lose();
    await stack.destroy();
    expect((await live()).map((key) => key.id)).toEqual([id]);
    expect(readdirSync(stack.secrets)).toEqual([]);
  });

  test("a change on a machine that has neither records nor values makes no second key, and can go on once they are back", async () => {
    await declare({ ci: {} }).init();
    await stack.apply();
    const [key] = await live();
    const [records, secrets] = [`${stack.records}-lost`, `${stack.secrets}-lost`];
    renameSync(stack.records, records);
    renameSync(stack.secrets, secrets);
    declare({ ci: { permission: "read-write" } });
    const said = await stack.applyInVain();
    expect(said).toContain('It is not clear whether API key "ci" is to be made');
    expect([said.includes(key?.id ?? "?"), await live()]).toEqual([true, [expect.objectContaining({ id: key?.id })]]);
    rmSync(stack.records, { recursive: true });
    rmSync(stack.secrets, { recursive: true, force: true });
    renameSync(records, stack.records);
    renameSync(secrets, stack.secrets);
    await stack.apply();
    await expectKeys("ci");
    expect(await live()).toMatchObject([{ id: key?.id, permission: "read-write" }]);
    await endsWell(stack.value("ci"));
  });

  test("destroy says why it cannot tell, touches nothing, and can go on once the records are back", async () => {
    await declare({ ci: { secretCommand: ["sh", "-c", "cat > /dev/null"] } }).init();
    await stack.apply();
    const [key] = await live();
    renameSync(stack.records, `${stack.records}-lost`);
    const { code, stderr } = await stack.run("destroy", "-auto-approve");
    expect([code, await live()]).toEqual([1, [expect.objectContaining({ id: key?.id })]]);
    const said = stderr.replace(/[\s│]+/g, " ");
    expect(said).toContain('Nothing tells which API key is to be revoked for "ci"');
    expect(said).toContain(key?.id);
    rmSync(stack.records, { recursive: true });
    renameSync(`${stack.records}-lost`, stack.records);
    await endsWell();
  });
});

testSince(REMOVED)(
  "a LocalExecApiKey becomes an ApiKey by one word and an import, keeps its value, and is not swept (real Terraform, null stand-in)",
  async () => {
    await declare({ ci: {}, other: {} }).init();
    await stack.apply();
    const value = stack.value("ci");
    const id = stack.recorded()["keys/ci"]?.key?.id ?? "";
    declare({ other: {} }, (scope) => {
      new CloudcraftProvider(scope, "cloudcraft", { installPlugin: false, lockFile: false });
      new ApiKey(scope, "ci", { name: "ci" }).importFrom(id);
      scope.addOverride("removed", [{ from: "null_resource.ci", lifecycle: { destroy: false } }]);
    });
    await stack.init();
    await stack.apply();
    await expectKeys("ci", "other");
    expect(stack.value("ci")).toBe(value);
    expect(stack.recorded()["keys/ci"]?.stage).toBe("handed_over");
    expect(await stack.isSettled()).toBe(true);
    await stack.destroy();
    expect(await live()).toEqual([]);
  },
);

test("the example is deployed by the real cdktf, and destroyed (null stand-in)", async () => {
  const root = mkdtempSync(join(tmpdir(), "local-exec-"));
  const repository = join(__dirname, "../..");
  const modules = join(root, "project/node_modules");
  mkdirSync(join(modules, "@cdktf"), { recursive: true });
  for (const name of ["cdktf", "constructs", "@cdktf/provider-null", ".bin"]) {
    symlinkSync(join(repository, "node_modules", name), join(modules, name));
  }
  symlinkSync(repository, join(modules, "cdktf-cloudcraft"));
  cpSync(join(repository, "examples/cdktf/local-exec"), join(root, "project"), { recursive: true });
  const settings = { language: "typescript", app: "npx tsx main.ts", projectId: "test", sendCrashReports: "false" };
  writeFileSync(join(root, "project/cdktf.json"), JSON.stringify(settings));
  const mirror = join(root, ".terraform.d/plugins", NULL, nullProvider.version);
  mkdirSync(mirror, { recursive: true });
  symlinkSync(dirname(nullProvider.executable), join(mirror, platformName()));
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: root,
    CI: "1",
    CHECKPOINT_DISABLE: "1",
    FORCE_COLOR: "0",
    CDKTF_SKIP_PROVIDER_LOCK: "true",
    CLOUDCRAFT_BASE_URL: emulator.url,
    CLOUDCRAFT_API_KEY: emulator.apiKey,
  };
  const cdktf = async (command: string) => {
    const program = join(repository, "node_modules/cdktf-cli/bundle/bin/cdktf");
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, command, "--auto-approve"], {
      cwd: join(root, "project"),
      env,
    });
    return stdout + stderr;
  };
  try {
    const said = await cdktf("deploy");
    expect((await live()).map(({ name }) => name).sort()).toEqual(["CI snapshots", "Inventory pipeline"]);
    const value = readFileSync(join(root, "project/cloudcraft-secrets/snapshots"), "utf8");
    expect(await works(value)).toBe(true);
    for (const secret of [value, emulator.apiKey]) expect(said.includes(secret)).toBe(false);
    await cdktf("destroy");
    expect(await live()).toEqual([]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

/** Looks at the arguments of all processes, again and again. */
function watchArguments() {
  const seen = new Set<string>();
  const look = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
      } catch {
        // It has ended in the meantime.
      }
    }
  };
  const timer = setInterval(look, 20);
  return {
    stop() {
      clearInterval(timer);
      return [...seen].join("\n");
    },
  };
}
