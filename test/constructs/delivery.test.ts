import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { App, TerraformProvider, TerraformStack, TerraformVariable } from "cdktf";
import { CloudcraftProvider, type CloudcraftProviderConfig } from "cdktf-cloudcraft";
import * as placing from "../../src/install/mirror";
import { packedPlugin } from "../../src/install/packed";
import * as platform from "../../src/install/platform";
import { folderOf, privateFolder } from "./folder";

jest.mock("../../src/install/packed");
jest.mock("../../src/install/mirror", () => {
  const actual = jest.requireActual("../../src/install/mirror");
  return { ...actual, placePlugin: jest.fn(actual.placePlugin) };
});
jest.mock("../../src/install/platform", () => {
  const actual = jest.requireActual("../../src/install/platform");
  return { ...actual, runsPackedPlugin: jest.fn(actual.runsPackedPlugin) };
});

const root = privateFolder();
const packaged = { archive: Buffer.from("zip").toString("base64"), hash: "h1:aaaa=" };
const HOME = join(root, "home");
const environment = { ...process.env };
const ADDRESS = "terraform.local/cdktf/cloudcraft";

beforeEach(() => {
  jest.mocked(packedPlugin).mockReset().mockReturnValue(packaged);
  jest.mocked(placing.placePlugin).mockClear();
  process.env = { ...environment, HOME, TF_CLI_CONFIG_FILE: "", TERRAFORM_CONFIG: "", CDKTF_SKIP_PROVIDER_LOCK: "" };
});
afterAll(() => {
  process.env = environment;
});

/** Synthesizes an app, as `cdktf synth` has it do, and tells what is found in a stack's folder. */
function synth(build: (stack: TerraformStack) => void, outdir = mkdtempSync(join(root, "out-")), names = ["stack"]) {
  const app = new App({ outdir, context: { cdktfVersion: "stubbed" } });
  for (const name of names) build(new TerraformStack(app, name));
  app.synth();
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  const folder = (name = "stack") => join(outdir, "stacks", name);
  return {
    outdir,
    warnings: (stacks.stack.annotations as { message: string }[]).map(({ message }) => message),
    mirror: (name?: string) => join(folder(name), "terraform.d", "plugins"),
    lock: (name?: string) => {
      const path = join(folder(name), ".terraform.lock.hcl");
      return existsSync(path) ? readFileSync(path, "utf8") : undefined;
    },
  };
}

const withProvider = (config?: CloudcraftProviderConfig) => (stack: TerraformStack) =>
  void new CloudcraftProvider(stack, "cloudcraft", config);

test("synth puts the provider beside the stack and locks it with its hash", () => {
  const { mirror, lock, warnings } = synth(withProvider());
  expect(readFileSync(placing.archiveOf(mirror(), { address: ADDRESS, version: "0.1.0" }), "utf8")).toBe("zip");
  expect(lock()).toContain(`provider "${ADDRESS}" {\n  version     = "0.1.0"`);
  expect(lock()).toContain(packaged.hash);
  expect(warnings).toEqual([]);
});

test("on Windows, synth says where the executable comes from, and brings the provider along for other systems if told to", () => {
  jest.mocked(platform.runsPackedPlugin).mockReturnValueOnce(false).mockReturnValueOnce(false);
  const plain = synth(withProvider());
  expect([existsSync(plain.mirror()), plain.lock()]).toEqual([false, undefined]);
  expect(plain.warnings).toEqual([expect.stringContaining("npx cdktf-cloudcraft install --archive FILE")]);
  const elsewhere = synth(withProvider({ installPlugin: true, lockFile: true }));
  expect(readdirSync(join(elsewhere.mirror(), ADDRESS))).toHaveLength(platform.PLATFORMS.length);
  expect(elsewhere.lock()).toContain(packaged.hash);
  expect(elsewhere.warnings).toEqual([]);
});

test("every stack of an app is served, and each once however many providers it has", () => {
  const { mirror, lock } = synth(
    (stack) => {
      new CloudcraftProvider(stack, "cloudcraft");
      new CloudcraftProvider(stack, "europe", { alias: "europe" });
    },
    undefined,
    ["stack", "other"],
  );
  expect(placing.placePlugin).toHaveBeenCalledTimes(2);
  for (const name of ["stack", "other"]) {
    expect(existsSync(join(mirror(name), ADDRESS))).toBe(true);
    expect(lock(name)?.match(/^provider /gm)).toHaveLength(1);
  }
});

test("a second synth replaces what an older version of the package left", () => {
  const { outdir, mirror, lock } = synth(withProvider());
  folderOf(join(outdir, "stacks", "stack"), {
    ".terraform.lock.hcl": lock()?.replaceAll("0.1.0", "0.0.9") ?? "",
    [`terraform.d/plugins/${ADDRESS}/0.0.9/linux_amd64/old`]: "",
  });
  const again = synth(withProvider(), outdir);
  expect(again.lock()).toContain('"0.1.0"');
  expect(again.lock()).not.toContain("0.0.9");
  expect(placing.versionsIn(mirror(), ADDRESS)).toEqual(["0.1.0"]);
  expect(again.warnings).toEqual([]);
});

test("another build of the same version is not given a new hash in silence", () => {
  const { outdir } = synth(withProvider());
  jest.mocked(packedPlugin).mockReturnValue({ ...packaged, hash: "h1:bbbb=" });
  const { lock, warnings } = synth(withProvider(), outdir);
  expect(lock()).toContain("h1:bbbb=");
  expect(warnings).toEqual([expect.stringMatching(/lock\.hcl knew another build of .* 0\.1\.0.*h1:bbbb=/)]);
  expect(synth(withProvider(), outdir).warnings).toEqual([]);
});

test("synth into a folder that is up to date writes nothing of ours, so that it may be read-only", () => {
  const { outdir, mirror } = synth(withProvider());
  const inodes = () =>
    readdirSync(mirror(), { recursive: true, encoding: "utf8" }).map((n) => statSync(join(mirror(), n)).ino);
  const before = inodes();
  synth(withProvider(), outdir);
  expect(inodes()).toEqual(before);
});

test("the stack's other providers of exact version are locked too, since one that is missing makes cdktf ask registries", () => {
  const { lock, warnings } = synth((stack) => {
    new CloudcraftProvider(stack, "cloudcraft");
    new NullProvider(stack, "null");
  });
  expect(lock()).toMatch(/provider "registry.terraform.io\/hashicorp\/null" \{\n {2}version {5}= "3\.2\.4"/);
  expect(warnings).toEqual([]);
});

class RandomProvider extends TerraformProvider {
  constructor(stack: TerraformStack, version: string) {
    super(stack, "random", {
      terraformResourceType: "random",
      terraformProviderSource: "hashicorp/random",
      terraformGeneratorMetadata: { providerName: "random", providerVersionConstraint: version },
    });
  }
}

test("another provider with a range of versions gets no entry, but a warning, unless cdktf is told not to lock", () => {
  const build = (stack: TerraformStack) => {
    new CloudcraftProvider(stack, "cloudcraft");
    new RandomProvider(stack, "~> 3.0");
  };
  const { lock, warnings } = synth(build);
  expect(lock()).not.toContain("random");
  expect(warnings).toEqual([expect.stringContaining("CDKTF_SKIP_PROVIDER_LOCK=true")]);
  process.env.CDKTF_SKIP_PROVIDER_LOCK = "true";
  expect(synth(build).warnings).toEqual([]);
});

test("another provider that is locked at a different version keeps its entry, and a warning says what to do", () => {
  const { outdir } = synth((stack) => {
    new CloudcraftProvider(stack, "cloudcraft");
    new RandomProvider(stack, "3.5.0");
  });
  const { lock, warnings } = synth((stack) => {
    new CloudcraftProvider(stack, "cloudcraft");
    new RandomProvider(stack, "3.6.0");
  }, outdir);
  expect(lock()).toContain('"3.5.0"');
  expect(lock()).not.toContain('"3.6.0"');
  expect(warnings).toEqual([expect.stringContaining('is locked at "3.5.0", while the stack asks for "3.6.0"')]);
});

test("both can be declined", () => {
  const neither = synth(withProvider({ installPlugin: false, lockFile: false }));
  expect([existsSync(neither.mirror()), neither.lock()]).toEqual([false, undefined]);
  const locked = synth(withProvider({ installPlugin: false }));
  expect([existsSync(locked.mirror()), locked.lock()]).toEqual([false, expect.stringContaining("h1:")]);
  const placed = synth(withProvider({ lockFile: false }));
  expect([existsSync(placed.mirror()), placed.lock()]).toEqual([true, undefined]);
});

test("a provider that comes from elsewhere is left to Terraform, unless both are asked for", () => {
  const source = "registry.example.com/acme/cloudcraft";
  const published = synth(withProvider({ source }));
  expect([existsSync(published.mirror()), published.lock()]).toEqual([false, undefined]);
  const renamed = synth(withProvider({ source, installPlugin: true, lockFile: true }));
  expect(placing.versionsIn(renamed.mirror(), source)).toEqual(["0.1.0"]);
  expect(renamed.lock()).toContain(`provider "${source}"`);
});

test("a literal key is warned of, whenever it was set; a variable is not", () => {
  expect(synth(withProvider({ apiKey: "secret" })).warnings).toEqual([expect.stringContaining("in plaintext")]);
  const late = synth((stack) => {
    new CloudcraftProvider(stack, "cloudcraft").apiKey = "secret";
  });
  expect(late.warnings).toEqual([expect.stringContaining("CLOUDCRAFT_API_KEY")]);
  expect(late.warnings.join()).not.toContain("secret ");
  const variable = synth((stack) => {
    const key = new TerraformVariable(stack, "key", { type: "string", sensitive: true });
    new CloudcraftProvider(stack, "cloudcraft", { apiKey: key.stringValue });
  });
  expect(variable.warnings).toEqual([]);
});

test("a CLI configuration that hides the stack's own mirror is warned of, unless it has the provider itself", () => {
  const mirror = join(root, "mirror");
  const block = `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n  direct {}\n}\n`;
  folderOf(root, { "home/.terraformrc": `# provider_installation {}\n`, "other.tfrc": block });
  expect(synth(withProvider()).warnings).toEqual([]);
  folderOf(root, { "home/.terraform.d/company.tfrc.json": `{"provider_installation": {"direct": {}}}` });
  expect(synth(withProvider()).warnings).toEqual([expect.stringContaining("company.tfrc.json")]);

  process.env.TF_CLI_CONFIG_FILE = join(root, "other.tfrc");
  expect(synth(withProvider()).warnings).toEqual([expect.stringContaining("npx cdktf-cloudcraft install")]);

  placing.placePlugin(mirror, { address: ADDRESS, version: "0.1.0" }, packaged);
  expect(synth(withProvider()).warnings).toEqual([]);
});

test("a package without its plugin fails the synth", () => {
  jest.mocked(packedPlugin).mockImplementation(() => {
    throw new Error("missing from the package");
  });
  expect(() => synth(withProvider())).toThrow("missing from the package");
});
