import { execFile, spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import manifest from "../../package.json";
import { bundlePlugin } from "../../scripts/bundle";
import { archiveOf, HANDLER_FILE, packageHash, packedPlugin, platformName, versionsIn } from "../../src/install";
import { built } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import { NULL } from "../support/null-provider";

jest.setTimeout(180_000);

const repository = join(__dirname, "../..");
/** The patch release after this one. */
const nextVersion = manifest.version.replace(/\d+$/, (patch) => String(Number(patch) + 1));
const root = realpathSync(mkdtempSync(join(tmpdir(), "package-")));
const project = join(root, "project");
const installed = join(project, "node_modules", manifest.name);
const stack = join(project, "cdktf.out/stacks/keys");

const MAIN = `
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { Resource } from "@cdktf/provider-null/lib/resource";
import { App, TerraformStack } from "cdktf";
import { ApiKey, CloudcraftProvider } from "cdktf-cloudcraft";

const app = new App();
const stack = new TerraformStack(app, "keys");
new CloudcraftProvider(stack, "cloudcraft");
new NullProvider(stack, "null");
const key = new ApiKey(stack, "ci", { name: "CI" });
new Resource(stack, "rollout", { triggers: { key: key.id } });
app.synth();
`;

let emulator: Emulated;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  emulator = await emulated();
  const home = join(root, "home");
  const programs = join(root, "bin");
  for (const folder of [home, programs]) mkdirSync(folder);
  await logCalls("terraform", programs);
  env = {
    PATH: [programs, dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: home,
    CHECKPOINT_DISABLE: "1",
    CI: "1",
    FORCE_COLOR: "0",
    CLOUDCRAFT_BASE_URL: emulator.url,
    CLOUDCRAFT_API_KEY: emulator.apiKey,
  };
  emptyProject();
  await install(await pack(repository));
});
afterAll(async () => {
  rmSync(root, { recursive: true, force: true });
  await emulator.close();
});

/** Runs a program to its end; fails with what it said. */
async function run(cwd: string, program: string, ...parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`${program} ${parameters.join(" ")} ended with ${code}\n${said}`));
    });
  });
}

const node = (...parameters: readonly string[]) => run(project, process.execPath, ...parameters);

/** Puts a program before the real one that notes how it is called. */
async function logCalls(program: string, folder: string): Promise<void> {
  const { stdout } = await promisify(execFile)("sh", ["-c", `command -v ${program}`]);
  const script = `#!/bin/sh\necho "$@" >> "${root}/calls.log"\nexec "${stdout.trim()}" "$@"\n`;
  writeFileSync(join(folder, program), script, { mode: 0o755 });
}

const calls = () => readFileSync(join(root, "calls.log"), "utf8").trim().split("\n");

/** As `npm pack` ships it, with what is built. */
async function pack(folder: string): Promise<string> {
  const said = await run(folder, "npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", root);
  return join(root, said.trim().split("\n").at(-1) ?? "");
}

/** As `npm install` would leave it. */
async function install(tarball: string): Promise<void> {
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed);
  await run(root, "tar", "-xzf", tarball, "--strip-components=1", "-C", installed);
}

/** A project with the packages that ours declares, the optional one as well, but not yet ours. */
function emptyProject(): void {
  const modules = join(project, "node_modules");
  mkdirSync(join(modules, "@cdktf"), { recursive: true });
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter(
    (name) => name !== "@cdktn/provider-null",
  );
  for (const name of [...declared, ".bin"]) {
    symlinkSync(join(repository, "node_modules", name), join(modules, name));
  }
  writeFileSync(join(project, "main.ts"), MAIN.trimStart());
  const settings = { language: "typescript", app: "npx tsx main.ts", projectId: "test", sendCrashReports: "false" };
  writeFileSync(join(project, "cdktf.json"), JSON.stringify(settings));
}

/** The package as its next version would be built. */
async function buildNext(): Promise<string> {
  const folder = join(root, "next");
  mkdirSync(folder);
  for (const name of readdirSync(repository).filter((name) => /^(src|scripts|tsconfig.*\.json)$/.test(name))) {
    cpSync(join(repository, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, version: nextVersion }));
  await run(folder, join(folder, "node_modules/.bin/tsx"), "scripts/build.ts");
  return folder;
}

function deploy(): Promise<string> {
  return node(join(repository, "node_modules/cdktf-cli/bundle/bin/cdktf"), "deploy", "--auto-approve");
}

/** The attributes of the key in the state. */
function keyInState(): Readonly<Record<string, unknown>> {
  const { resources } = JSON.parse(readFileSync(join(project, "terraform.keys.tfstate"), "utf8"));
  return resources.find(({ type }: { type: string }) => type === "cloudcraft_api_key").instances[0].attributes;
}

describe("the package", () => {
  const files = () =>
    readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));

  test("holds the plugin with its package.json, the types of every module, the licence and the notices", () => {
    const names = files();
    const executable = `lib/plugin/terraform-provider-cloudcraft_v${manifest.version}`;
    const others = ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "THIRD_PARTY_NOTICES.md", "package.json"];
    expect(names).toEqual(expect.arrayContaining([executable, "lib/plugin/package.json", ...others]));
    for (const program of [executable, manifest.bin["cdktf-cloudcraft"]]) {
      expect(statSync(join(installed, program)).mode & 0o111).toBe(0o111);
    }
    expect(names).toEqual(expect.arrayContaining([manifest.main, manifest.types]));
    const modules = names.filter((name) => name.endsWith(".js")).map((name) => name.replace(/\.js$/, ".d.ts"));
    expect(names).toEqual(expect.arrayContaining(modules));
    expect(packageHash(join(installed, "lib/plugin"))).toBe(packageHash(dirname(built.executable)));
  });

  test("holds nothing else but examples: no test, source or setting, and no path of this machine", () => {
    const rest = files().filter(
      (name) =>
        !/^(lib\/[\w/-]+\.(js|d\.ts|json)|lib\/plugin\/[\w.-]+|[A-Z_]+(\.md)?|package\.json|mocks\/cloudcraft\.tfmock\.hcl|(docs|examples\/(?!demo))\/?[\w./-]+)$/.test(
          name,
        ),
    );
    expect(rest).toEqual([]);
    const telling = files().filter((name) => {
      const text = readFileSync(join(installed, name), "utf8");
      return [`${repository}/`, `${homedir()}/`, "sourceMappingURL"].some((part) => text.includes(part));
    });
    expect(telling).toEqual([]);
  });

  test("is required and imported in plain Node, as one and the same", async () => {
    const names = Object.keys(jest.requireActual("../../src/constructs")).sort();
    const print = "process.stdout.write(JSON.stringify";
    expect(JSON.parse(await node("-e", `${print}(Object.keys(require("cdktf-cloudcraft")).sort()))`))).toEqual(names);
    const module = `
      import { createRequire } from "node:module";
      import { ApiKey } from "cdktf-cloudcraft";
      import * as all from "cdktf-cloudcraft";
      const required = createRequire(import.meta.url)("cdktf-cloudcraft");
      ${print}({ same: ApiKey === required.ApiKey, names: Object.keys(all) }))`;
    writeFileSync(join(project, "imports.mjs"), module);
    const imported = JSON.parse(await node("imports.mjs"));
    expect(imported).toEqual({ same: true, names: expect.arrayContaining(names) });
  });

  test("has an entry of its own for null resources, so that the main one needs no null provider", async () => {
    const print = "process.stdout.write(JSON.stringify";
    const loaded = "Object.keys(require.cache).some((file) => file.includes('provider-null'))";
    const probe = (entry: string) => node("-e", `require("${entry}"); ${print}(${loaded}))`);
    expect(await probe("cdktf-cloudcraft")).toBe("false");
    expect(await probe("cdktf-cloudcraft/local-exec")).toBe("true");
    const names = Object.keys(jest.requireActual("../../src/constructs/local-exec")).sort();
    const show = `${print}(Object.keys(require("cdktf-cloudcraft/local-exec")).sort()))`;
    expect(JSON.parse(await node("-e", show))).toEqual(names);
    writeFileSync(
      join(project, "local.mjs"),
      'import { LocalExecApiKey, NullProvider } from "cdktf-cloudcraft/local-exec";\nnew Set([LocalExecApiKey, NullProvider]);\n',
    );
    await node("local.mjs");
  });

  test("serves CDK Terrain from an entry of its own, which never loads cdktf", async () => {
    const loaded =
      "Object.keys(require.cache).filter((file) => /node_modules.(cdktf|cdktn).lib.index/.test(file)).length";
    const probe = `const all = require("cdktf-cloudcraft/cdktn"); ${loaded}`;
    const names = Object.keys(jest.requireActual("../../src/constructs")).sort();
    expect(
      JSON.parse(await node("-p", `JSON.stringify(Object.keys(require("cdktf-cloudcraft/cdktn")).sort())`)),
    ).toEqual(names);
    expect(await node("-p", probe)).toBe("1\n");
    writeFileSync(
      join(project, "terrain.mjs"),
      'import { ApiKey } from "cdktf-cloudcraft/cdktn";\nnew Set([ApiKey]);\n',
    );
    await node("terrain.mjs");
  });

  test("an app on CDK Terrain checks its types, and the real Terraform applies and destroys what it is synthesized to", async () => {
    const code = `
      import { App, TerraformCount, TerraformStack } from "cdktn";
      import { ApiKey, CloudcraftProvider } from "cdktf-cloudcraft/cdktn";
      const app = new App();
      const stack = new TerraformStack(app, "terrain");
      new CloudcraftProvider(stack, "cloudcraft");
      new ApiKey(stack, "ci", { name: "Terrain", count: TerraformCount.of(1) });
      app.synth();`;
    writeFileSync(join(project, "terrain.ts"), code);
    const compilerOptions = { module: "node16", target: "es2022", strict: true, skipLibCheck: true, types: [] };
    const settings = { compilerOptions: { ...compilerOptions, noEmit: true }, files: ["terrain.ts"] };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify(settings));
    await node(join(repository, "node_modules/typescript/bin/tsc"), "-p", ".");
    await node(join(repository, "node_modules/tsx/dist/cli.mjs"), "terrain.ts");
    const place = join(project, "cdktf.out/stacks/terrain");
    const names = async () => (await emulator.state()).apiKeys.map(({ name }) => name);
    await run(place, "terraform", "init", "-input=false");
    await run(place, "terraform", "apply", "-auto-approve", "-input=false");
    expect(await names()).toContain("Terrain");
    await run(place, "terraform", "destroy", "-auto-approve", "-input=false");
    expect(await names()).not.toContain("Terrain");
  });

  test.each([
    ["cdktf-cloudcraft", "cdktf"],
    ["cdktf-cloudcraft/cdktn", "cdktn"],
    ["cdktf-cloudcraft/local-exec", "@cdktf/provider-null"],
  ])("%s without %s says what to install", async (entry, missing) => {
    const place = join(project, "node_modules", missing);
    renameSync(place, `${place}-away`);
    try {
      await expect(node("-e", `require("${entry}")`)).rejects.toThrow(
        new RegExp(`Error: cdktf-cloudcraft needs .*npm install .*${missing}.*Cannot find module '${missing}`),
      );
    } finally {
      renameSync(`${place}-away`, place);
    }
  });

  test("brings provider and handler along in an app that is one bundled file, from a package that is read-only", async () => {
    const folder = join(root, "bundled");
    mkdirSync(folder);
    const code = MAIN.replace('"@cdktf/provider-null/lib/provider"', '"cdktf-cloudcraft/local-exec"').replace(
      "app.synth();",
      'new LocalExecApiKey(stack, "local", { name: "CI", records: "r", secretFile: "s" });\napp.synth();',
    );
    const entry = join(project, "bundled.ts");
    writeFileSync(entry, `import { LocalExecApiKey } from "cdktf-cloudcraft/local-exec";${code}`);
    await run(root, "chmod", "-R", "a-w", installed);
    try {
      await build({ entryPoints: [entry], outfile: join(folder, "app.js"), bundle: true, platform: "node" });
      await run(folder, process.execPath, "app.js");
    } finally {
      await run(root, "chmod", "-R", "u+w", installed);
    }
    const place = join(folder, "cdktf.out/stacks/keys");
    const archive = archiveOf(join(place, "terraform.d/plugins"), built);
    expect([archive, dirname(archive), join(place, HANDLER_FILE)].map((path) => statSync(path).mode & 0o700)).toEqual([
      0o600, 0o700, 0o600,
    ]);
    expect(readFileSync(join(place, ".terraform.lock.hcl"), "utf8")).toContain(packedPlugin().hash);
    await expect(run(place, process.execPath, HANDLER_FILE, "create")).rejects.toThrow("holds no request");
  });

  test("shows its manifest, and no inner module", async () => {
    expect(await node("-p", 'require("cdktf-cloudcraft/package.json").version')).toBe(`${manifest.version}\n`);
    await expect(node("-e", 'require("cdktf-cloudcraft/lib/client")')).rejects.toThrow("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  test("has a command that runs", async () => {
    expect(await run(project, join(installed, manifest.bin["cdktf-cloudcraft"]), "--version")).toBe(
      `${manifest.version}\n`,
    );
  });

  test.each([
    ["node16", "node16"],
    ["esnext", "bundler"],
  ])("type-checks with the types of all libraries, as module %s resolved as %s", async (module, moduleResolution) => {
    const compilerOptions = { module, moduleResolution, target: "es2022", strict: true, noEmit: true, types: [] };
    const settings = { compilerOptions: { ...compilerOptions, skipLibCheck: false }, files: ["main.ts", "wrong.ts"] };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify(settings));
    const tsc = () => node(join(repository, "node_modules/typescript/bin/tsc"), "-p", ".");
    writeFileSync(
      join(project, "wrong.ts"),
      'import { ApiKey } from "cdktf-cloudcraft";\nexport const id = ApiKey.nme;\n',
    );
    await expect(tsc()).rejects.toThrow(/wrong\.ts\(2,.*error TS2339.*'nme'(?![\s\S]*error)/);
  });
});

describe("in an empty CDKTF project, with a stand-in for the null provider that cannot be downloaded here", () => {
  const mirror = join(stack, "terraform.d/plugins");
  const lock = () => readFileSync(join(stack, ".terraform.lock.hcl"), "utf8");
  const entry = (address: string) => new RegExp(`provider "${address}" \\{[\\s\\S]*?\\n\\}`).exec(lock())?.[0] ?? "";
  let value: string;
  let said = "";

  beforeAll(async () => {
    const outDir = join(root, "home/.terraform.d/plugins", NULL, "3.2.4", platformName());
    await bundlePlugin({ entry: join(__dirname, "null-stand-in.ts"), outDir, type: "null", version: "3.2.4" });
  });

  test("cdktf deploy works with no step, flag or configuration, and asks no registry to lock providers", async () => {
    said += await deploy();
    value = String(keyInState().key);
    expect(keyInState()).toMatchObject({ name: "CI", permission: "read" });
    expect((await emulator.state()).apiKeys.map(({ name }) => name)).toContain("CI");
    expect(versionsIn(mirror, built.address)).toEqual([manifest.version]);
    expect(entry(built.address)).toContain(`version     = "${manifest.version}"`);
    expect(entry(NULL)).toContain('version     = "3.2.4"');
    expect(calls()).toEqual(expect.arrayContaining([expect.stringMatching(/^init/), expect.stringMatching(/^apply/)]));
    expect(calls().filter((call) => call.startsWith("providers"))).toEqual([]);
  });

  test("so does the next version in its place: mirror and lock file follow, and the key keeps its value", async () => {
    await install(await pack(await buildNext()));
    writeFileSync(join(project, "main.ts"), MAIN.replace('"CI"', '"CI, renamed"').trimStart());
    said += await deploy();
    expect(keyInState()).toMatchObject({ name: "CI, renamed", key: value });
    expect(versionsIn(mirror, built.address)).toEqual([nextVersion]);
    expect(entry(built.address)).toContain(`version     = "${nextVersion}"`);
    expect(entry(built.address)).toContain(packageHash(join(installed, "lib/plugin")));
    expect(entry(NULL)).toContain('version     = "3.2.4"');
    expect(calls().filter((call) => call.startsWith("providers"))).toEqual([]);
  });

  test("a provider without an exact version: cdktf deploys with the variable that the warning names", async () => {
    const range = `
      (nulls as unknown as { terraformGeneratorMetadata: object }).terraformGeneratorMetadata = {
        providerName: "null",
        providerVersionConstraint: "~> 3.2",
      };`;
    const text = MAIN.replace(
      'new NullProvider(stack, "null");',
      `const nulls = new NullProvider(stack, "null");${range}`,
    );
    writeFileSync(join(project, "main.ts"), text.trimStart());
    rmSync(join(stack, ".terraform.lock.hcl"));
    await expect(deploy()).rejects.toThrow(
      /CDKTF_SKIP_PROVIDER_LOCK=true[\s\S]*Could not retrieve providers for locking/,
    );
    env.CDKTF_SKIP_PROVIDER_LOCK = "true";
    said += await deploy();
    expect(entry(NULL)).toContain('constraints = "~> 3.2"');
  });

  test("and no key was printed", () => {
    for (const secret of [value, emulator.apiKey]) {
      expect(secret).toMatch(/^.{44}$/);
      expect(said.includes(secret)).toBe(false);
    }
    expect(said).toContain("cloudcraft_api_key.ci");
  });
});
