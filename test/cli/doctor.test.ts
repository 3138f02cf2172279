import { once } from "node:events";
import { appendFileSync, chmodSync, existsSync, readdirSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, delimiter, dirname, join } from "node:path";
import { archiveOf, HANDLER_FILE, packedHandler, packedPlugin, placePlugin, platformName } from "../../src/install";
import { built } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import { Desk, type Ended } from "./program";

const { address, version } = built;
const OWNER = "b2xpdmlhLW9saXZpYS1vbGl2aWEtb2xpdmlhLTAxMjM=";
const READER = "cmVhZGVyLXJlYWRlci1yZWFkZXItcmVhZGVyLTAxMjM=";

let desk: Desk;
let emulator: Emulated;
let heard: string[];
let server: Server | undefined;
beforeEach(async () => {
  desk = new Desk();
  heard = [];
  emulator = await emulated({
    apiKey: OWNER,
    seed: {
      users: [{ name: "Olivia", email: "olivia@example.com", role: "owner" }],
      apiKeys: [{ name: "Reader", permission: "read", creator: "olivia@example.com", key: READER }],
    },
  });
  Object.assign(desk.env, { CLOUDCRAFT_API_KEY: OWNER, CLOUDCRAFT_BASE_URL: emulator.url });
});
afterEach(async () => {
  await desk.clear();
  await emulator.close();
  server?.close();
  for (const key of [OWNER, READER, "wrong-key"]) expect(heard.join("").includes(key)).toBe(false);
});

interface Report extends Ended {
  readonly ok: readonly string[];
  readonly note: readonly string[];
  readonly bad: readonly string[];
}

/** Runs the doctor; its findings by their marks. */
async function doctor(...parameters: string[]): Promise<Report> {
  const ended = await desk.cli("doctor", ...parameters);
  heard.push(ended.stdout, ended.stderr);
  const marked = (mark: string) =>
    ended.stdout.split("\n").flatMap((line) => (line.startsWith(mark) ? line.slice(mark.length) : []));
  return { ...ended, ok: marked("ok    "), note: marked("note  "), bad: marked("BAD   ") };
}

/** Makes the PATH hold only these programs of this machine. */
function onlyOnPath(...programs: readonly string[]): void {
  const folder = desk.folder("bin");
  for (const program of programs) {
    const [found] = (desk.env.PATH ?? "").split(delimiter).filter((place) => existsSync(join(place, program)));
    symlinkSync(join(found ?? "", program), join(folder, program));
  }
  desk.env.PATH = folder;
}

/** A program on the PATH, before all others, that says a version. */
function pretend(program: string, says: string): void {
  const folder = desk.folder("pretended");
  desk.file(join(folder, program), `#!/bin/sh\necho "${says}"\n`, 0o755);
  desk.env.PATH = [folder, desk.env.PATH].join(delimiter);
}

/** A service that answers some paths, and 404 to all others. */
async function service(answers: Readonly<Record<string, unknown>>): Promise<string> {
  server = createServer(({ url = "" }, response) => {
    const answer = answers[url];
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { error: "Not Found", reason: "", code: 404 }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("says that all is well, to whom the key belongs and where it comes from, and changes nothing", async () => {
  const before = readdirSync(desk.root, { recursive: true });
  const { code, stdout, stderr } = await doctor();
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.replace(emulator.url, "URL")).toMatch(/^(ok {4}.*\n)+\nReady to deploy\.\n$/);
  expect(stdout).toContain(`cdktf-cloudcraft ${version} on Node.js ${process.versions.node}`);
  expect(stdout).toContain(`The key comes from the environment variable CLOUDCRAFT_API_KEY, for ${emulator.url}`);
  expect(stdout).toContain("It acts as Olivia <olivia@example.com>");
  expect(stdout).toContain(`${emulator.url}/apikey manages API keys; 2 in sight`);
  expect(readdirSync(desk.root, { recursive: true })).toEqual(before);
  expect(emulator.requests).toEqual(["GET /user/me 200", "GET /apikey 200"]);
});

describe("the programs that a deploy needs", () => {
  test("no Terraform on the PATH: where to get one, and how to name another", async () => {
    onlyOnPath("node");
    const says = /^No program terraform can be run\. Install Terraform 1\.5 .*TERRAFORM_BINARY_NAME=tofu\.$/;
    expect(await doctor()).toMatchObject({ code: 1, bad: [expect.stringMatching(says)] });
  });

  test("what TERRAFORM_BINARY_NAME names is looked for, as cdktf does", async () => {
    desk.env.TERRAFORM_BINARY_NAME = "tofu-of-mine";
    expect((await doctor()).bad).toEqual([expect.stringMatching(/^No program tofu-of-mine can be run/)]);
    pretend("tofu-of-mine", "OpenTofu v1.6.0");
    expect(await doctor()).toMatchObject({ code: 0, ok: expect.arrayContaining(["OpenTofu v1.6.0 (tofu-of-mine)"]) });
  });

  test.each(["Terraform v1.4.7", "Terraform v0.15.5"])("%s is too old", async (old) => {
    pretend("terraform", old);
    expect((await doctor()).bad).toEqual([expect.stringMatching(`^${old} \\(terraform\\) is too old\\. Install`)]);
  });

  test("Terraform could not start the provider without node on its PATH, or with an old one", async () => {
    onlyOnPath("terraform");
    expect((await doctor()).bad).toEqual([expect.stringMatching(/^There is no `node` on the PATH/)]);
    pretend("node", "v18.20.8");
    const says = /`node` on the PATH, but this is Node\.js 18\.20\.8/;
    expect(await doctor()).toMatchObject({ code: 1, bad: [expect.stringMatching(says)] });
  });
});

describe("the credential", () => {
  test("a missing one: every way to give it", async () => {
    delete desk.env.CLOUDCRAFT_API_KEY;
    const says = /CLOUDCRAFT_API_KEY, or `api_key_file`, or `api_key`/;
    expect(await doctor()).toMatchObject({ code: 1, bad: [expect.stringMatching(says)] });
    expect(emulator.requests).toEqual([]);
  });

  test("a wrong one: 401, and where it came from", async () => {
    desk.env.CLOUDCRAFT_API_KEY = "wrong-key";
    const says =
      /^Cloudcraft does not accept the provider's key\. .* status 401.* The key came from the environment variable CLOUDCRAFT_API_KEY/;
    expect(await doctor()).toMatchObject({ code: 1, bad: [expect.stringMatching(says)] });
  });

  test("a file is taken before the environment, and named", async () => {
    desk.env.CLOUDCRAFT_API_KEY = "wrong-key";
    desk.file("key.txt", `${OWNER}\n`);
    const { code, ok } = await doctor("--api-key-file", "key.txt");
    expect([code, ok]).toEqual([
      0,
      expect.arrayContaining([`The key comes from the file key.txt, for ${emulator.url}`]),
    ]);
    desk.file("key.txt", "wrong-key");
    const [finding] = (await doctor("--api-key-file", "key.txt")).bad;
    expect(finding).toContain("The key came from the file key.txt");
  });

  test.each([
    ["is missing", undefined, "cannot be read: ENOENT"],
    ["is empty", "\n", "is empty"],
    ["holds more than a key", "wrong-key\nwrong-key\n", "holds blanks, line breaks"],
  ])("a file that %s", async (_, text, why) => {
    if (text !== undefined) desk.file("key.txt", text);
    expect((await doctor("--api-key-file", "key.txt")).bad).toEqual([expect.stringContaining(why)]);
  });

  test("a read-only one is told by the list of keys, without writing", async () => {
    desk.env.CLOUDCRAFT_API_KEY = READER;
    const says =
      /^The key is a read-only one, which is good for planning: .* read-write key of an Owner or Administrator/;
    expect(await doctor()).toMatchObject({
      code: 0,
      note: [expect.stringMatching(says)],
      stdout: expect.stringContaining("\nReady to plan. To deploy, it takes another key"),
    });
    expect(emulator.requests.filter((request) => !request.startsWith("GET "))).toEqual([]);
  });
});

describe("the service", () => {
  const me = {
    id: "1",
    name: "Olivia",
    email: "olivia@example.com",
    settings: {},
    createdAt: "2026-01-01T00:00:00.000Z",
    updatedAt: "2026-01-01T00:00:00.000Z",
  };

  test("whose user calls itself something that a terminal or a CI obeys: it is written out", async () => {
    const name = "O\u001b[1A\u202e\n::error::no";
    const { stdout } = await doctor("--base-url", await service({ "/user/me": { ...me, name } }));
    expect(stdout).toContain("It acts as O\\u001b[1A\\u202e\\n:\\u003aerror::no <");
  });

  test("without the endpoint for keys: it says plainly that this is an assumption, and where to correct it", async () => {
    const url = await service({ "/user/me": me });
    const { code, stdout } = await doctor("--base-url", url);
    expect(code).toBe(1);
    expect(stdout).toContain("ok    It acts as Olivia");
    expect(stdout).toMatch(/^BAD {3}This service has no endpoint for API keys\. GET \/apikey on .* status 404/m);
    expect(stdout).toContain("Cloudcraft documents no endpoint for managing API keys; the provider assumes one");
    expect(stdout).toContain("`api_keys_path`");
  });

  test("with it elsewhere, where the acting key is not listed: what cannot be known is said", async () => {
    const url = await service({ "/user/me": me, "/keys": { apiKeys: [] } });
    const { code, stdout } = await doctor("--base-url", url, "--api-keys-path", "/keys");
    expect(code).toBe(0);
    expect(stdout).toContain(`ok    ${url}/keys manages API keys; 0 in sight`);
    expect(stdout).toContain("note  Whether the key may write cannot be seen from here");
  });

  test("which cannot be reached is named", async () => {
    const url = await service({});
    await new Promise((resolve) => server?.close(resolve));
    const [finding] = (await doctor("--base-url", url)).bad;
    expect(finding).toMatch(/^Cloudcraft cannot be reached\. GET \/user\/me on .*ECONNREFUSED.*`base_url`/);
  });

  test.each([
    ["--base-url", "nonsense", "base_url: `base_url` must be a URL"],
    ["--base-url", "http://cloudcraft.example", "plain HTTP"],
    ["--api-keys-path", "keys", "`api_keys_path` must be a plain path"],
  ])("is not asked with %s %s, which the provider would refuse as well", async (flag, value, why) => {
    expect((await doctor(flag, value)).bad).toEqual([expect.stringContaining(why)]);
    expect(emulator.requests).toEqual([]);
  });

  test("may be asked over plain HTTP, if so wished", async () => {
    const [finding] = (await doctor("--base-url", "http://cloudcraft.invalid", "--insecure-http")).bad;
    expect(finding).toContain("cannot be reached");
  });
});

describe("mirrors and lock files", () => {
  const lock = (locked: string, ...hashes: readonly string[]) =>
    `provider "${address}" {\n  version = "${locked}"\n  hashes = ${JSON.stringify(hashes)}\n}\n`;
  const stack = "cdktf.out/stacks/keys/.terraform.lock.hcl";

  test("a CLI configuration that passes over the copy beside a stack is a note with a way out, until that is taken", async () => {
    const configuration = desk.file(
      "user.tfrc",
      `provider_installation {\n  filesystem_mirror {\n    path = "${desk.root}/mirror"\n  }\n}\n`,
    );
    desk.env.TF_CLI_CONFIG_FILE = configuration;
    const says = `^${configuration} has a provider_installation block.*install --dir`;
    expect(await doctor()).toMatchObject({ code: 0, note: [expect.stringMatching(says)] });
    await desk.cli("install", "--dir", "../mirror");
    expect((await doctor()).note).toEqual([]);
  });

  test("what is installed in the home's mirror is told, and that it is not this version", async () => {
    desk.file(join(desk.home, ".terraform.d/plugins", address, "0.0.9/x/a"), "");
    expect((await doctor()).note).toEqual([
      expect.stringMatching(/^Installed for plain Terraform: 0\.0\.9 in .*install`$/),
    ]);
    await desk.cli("install");
    const says = expect.stringContaining(`plain Terraform: 0.0.9, ${version} in ${desk.home}`);
    expect(await doctor()).toMatchObject({ ok: expect.arrayContaining([says]), note: [] });
  });

  test.each([
    ["this build", "ok", lock(version, packedPlugin().hash), `locks version ${version}, as installed here`],
    ["another build", "bad", lock(version, "h1:AAAA="), "will refuse this one: delete the entry"],
    ["another version", "note", lock("0.0.9", "h1:AAAA="), "run `terraform init -upgrade`"],
  ] as const)("a lock file of plain Terraform with %s: %s", async (_, mark, text, says) => {
    desk.file(".terraform.lock.hcl", text);
    expect((await doctor())[mark]).toContainEqual(expect.stringMatching(`^\\.terraform\\.lock\\.hcl .*${says}`));
  });

  test.each([
    ["this build", "ok", lock(version, packedPlugin().hash), "as installed here"],
    [
      "another build",
      "note",
      lock(version, "h1:AAAA="),
      `locks another build of version ${version}: the next synth replaces it`,
    ],
    ["another version", "note", lock("0.0.9", "h1:AAAA="), "locks version 0.0.9: the next synth replaces it"],
  ] as const)("a lock file of a stack with %s: %s", async (_, mark, text, says) => {
    desk.file(stack, text);
    const report = await doctor();
    expect(report[mark]).toContainEqual(expect.stringMatching(`^${stack} .*${says}`));
    expect(report.code).toBe(0);
  });
});

describe("what Terraform will execute", () => {
  const stack = "cdktf.out/stacks/keys";
  const REQUIRED = `terraform {\n  required_providers {\n    cloudcraft = { source = "${address}" }\n  }\n}\n`;

  /** Initializes a folder in which the provider lies beside the configuration; returns the program that Terraform starts. */
  async function initialized(folder = "."): Promise<string> {
    desk.file(join(folder, "main.tf"), REQUIRED);
    const place = join(desk.work, folder);
    placePlugin(join(place, "terraform.d/plugins"), built);
    expect(await desk.run("sh", "-c", `cd "$0" && exec terraform init`, place)).toMatchObject({ code: 0 });
    return join(folder, ".terraform/providers", address, version, platformName(), basename(built.executable));
  }

  test.each([".", stack])("in %s, it is named", async (folder) => {
    const program = await initialized(folder);
    expect(await doctor()).toMatchObject({ code: 0, ok: expect.arrayContaining([`Terraform starts ${program}`]) });
  });

  test.each([".", stack])(
    "in %s, one that lost its right to be executed is told, and the way out works",
    async (folder) => {
      const program = await initialized(folder);
      chmodSync(join(desk.work, program), 0o644);
      const { code, bad: findings } = await doctor();
      expect([code, findings]).toEqual([1, [expect.stringMatching(`^${program} may not be executed; a CI artifact`)]]);
      expect(await desk.run("sh", "-c", findings[0]?.split("Run: ")[1] ?? "false")).toMatchObject({ code: 0 });
      expect((await doctor()).code).toBe(0);
    },
  );

  test("a link of a plugin cache that is gone is told, and the way out works", async () => {
    const cache = desk.folder("cache");
    desk.env.TF_PLUGIN_CACHE_DIR = cache;
    const folder = dirname(await initialized(stack));
    rmSync(cache, { recursive: true });
    desk.folder("cache");
    const again = `delete ${folder}, and run \`terraform init\` again in ${stack}`;
    const says = `${folder} leads to ${cache}/${address}/${version}/${platformName()}, which is gone: ${again}`;
    expect(await doctor()).toMatchObject({ code: 1, bad: [says] });
    rmSync(join(desk.work, folder));
    await initialized(stack);
    expect((await doctor()).code).toBe(0);
  });

  test("another program in its place is told, and the way out works", async () => {
    const program = await initialized();
    appendFileSync(join(desk.work, program), "//");
    const says = `^${program} is not the provider of this package: delete ${dirname(program)}, and run \`terraform init\``;
    expect(await doctor()).toMatchObject({ code: 1, bad: [expect.stringMatching(says)] });
    rmSync(join(desk.work, dirname(program)), { recursive: true });
    await initialized();
    expect((await doctor()).code).toBe(0);
  });

  test("a stack that is not initialized: where `terraform init` finds the provider, and where it does not", async () => {
    placePlugin(join(desk.work, stack, "terraform.d/plugins"), built);
    const says = expect.stringMatching(
      `^${stack} brings the provider along.*with -chdir, Terraform looks into terraform\\.d of`,
    );
    expect(await doctor()).toMatchObject({ code: 0, ok: expect.arrayContaining([says]) });
  });

  test("an archive beside a stack that is not the package's own", async () => {
    const mirror = join(desk.work, stack, "terraform.d/plugins");
    placePlugin(mirror, built);
    appendFileSync(archiveOf(mirror, built), "x");
    const [finding] = (await doctor()).bad;
    expect(finding).toMatch(`${stack}/terraform.d/plugins/${address}/`);
    expect(finding).toMatch(/not as this package has it: run `cdktf synth`$/);
  });

  test("a plan that is older than what was synthesized", async () => {
    const [plan, code] = ["plan", "cdk.tf.json"].map((name) => desk.file(join(stack, name), "{}"));
    utimesSync(plan ?? "", 2, 2);
    utimesSync(code ?? "", 1, 1);
    expect((await doctor()).note).toEqual([]);
    utimesSync(code ?? "", 3, 3);
    expect((await doctor()).note).toEqual([expect.stringMatching(`^${stack}/plan is older than what was synthesized`)]);
  });

  test("the handler of null resources", async () => {
    desk.file(`${stack}/cdk.tf.json`, JSON.stringify({ interpreter: ["node", HANDLER_FILE] }));
    const path = `${stack}/${HANDLER_FILE}`;
    expect(await doctor()).toMatchObject({
      code: 1,
      bad: [expect.stringMatching(`^${path} is missing.*\`cdktf synth\``)],
    });
    desk.file(path, "other");
    expect((await doctor()).note).toEqual([`${path} is of another build: the next synth replaces it`]);
    desk.file(path, packedHandler());
    expect(await doctor()).toMatchObject({ code: 0, note: [] });
  });

  test.each([
    ["CDKTF_OUTPUT", "elsewhere", undefined],
    ["CDKTF_OUTDIR", "elsewhere", undefined],
    ["cdktf.json", undefined, "elsewhere"],
    ["CDKTF_OUTPUT, before cdktf.json", "elsewhere", "cdktf.out"],
  ])("is looked for where %s says that cdktf writes to", async (name, variable, output) => {
    const [key = ""] = name.split(",");
    if (variable !== undefined) desk.env[key] = variable;
    if (output !== undefined) desk.file("cdktf.json", JSON.stringify({ output }));
    placePlugin(join(desk.work, "elsewhere/stacks/keys/terraform.d/plugins"), built);
    expect((await doctor()).ok).toContainEqual(
      expect.stringMatching(/^elsewhere\/stacks\/keys brings the provider along/),
    );
  });
});
