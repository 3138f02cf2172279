import { execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  PLATFORMS,
  packageHash,
  packagePlugin,
  placePlugin,
  platformName,
  removeOtherVersions,
} from "../../src/constructs/plugin";
import { folderOf, privateFolder } from "./folder";

const pin = { address: "terraform.local/cdktf/cloudcraft", version: "0.1.0" };
const binary = `terraform-provider-cloudcraft_v${pin.version}`;
const here = platformName();
const [elsewhere = ""] = PLATFORMS.filter((platform) => platform !== here);
const root = privateFolder();
let count = 0;

function fresh() {
  const folder = join(root, String(++count));
  const plugin = folderOf(join(folder, "plugin"), { [binary]: "#!/bin/sh\nexit 1\n", LICENSE: "free" });
  const mirror = join(folder, "mirror");
  return { plugin, mirror, versionFolder: join(mirror, pin.address, pin.version), folder };
}

test("the hash is the one that Go's dirhash gives", () => {
  const folder = folderOf(join(root, "hash"), { b: "two\n", "a/z": "one\n", "a-": "three\n" });
  // Made in this folder by: sha256sum a- a/z b | sha256sum | cut -d" " -f1 | xxd -r -p | base64
  expect(packageHash(folder)).toBe("h1:k3r+lXFXmGEm+KB5sifzk3JlqR2+vanYErGSO9GX2sM=");
});

test("the running platform has a real, executable copy and the others have relative links to it", () => {
  const { plugin, mirror, versionFolder } = fresh();
  placePlugin(mirror, pin, plugin);
  expect(readdirSync(versionFolder).sort()).toEqual([...PLATFORMS].sort());
  expect(lstatSync(join(versionFolder, here)).isDirectory()).toBe(true);
  expect(lstatSync(join(versionFolder, here, binary)).mode & 0o111).toBe(0o111);
  expect(readlinkSync(join(versionFolder, elsewhere))).toBe(here);
  expect(readdirSync(join(mirror, pin.address))).toEqual([pin.version]);
});

test("a second time changes nothing", () => {
  const { plugin, mirror, versionFolder } = fresh();
  placePlugin(mirror, pin, plugin);
  const before = lstatSync(join(versionFolder, here, binary));
  placePlugin(mirror, pin, plugin);
  expect(lstatSync(join(versionFolder, here, binary)).ino).toBe(before.ino);
});

test("a copy that may no longer be executed is mended", () => {
  const { plugin, mirror, versionFolder } = fresh();
  placePlugin(mirror, pin, plugin);
  chmodSync(join(versionFolder, here, binary), 0o644);
  placePlugin(mirror, pin, plugin);
  expect(lstatSync(join(versionFolder, here, binary)).mode & 0o111).toBe(0o111);
});

test("a rebuilt plugin replaces the copy, also where another platform's machine had put it", () => {
  const { plugin, mirror, versionFolder } = fresh();
  placePlugin(mirror, pin, plugin);
  rmSync(join(versionFolder, elsewhere));
  folderOf(join(versionFolder, elsewhere), { [binary]: "old" });
  writeFileSync(join(plugin, binary), "new");
  placePlugin(mirror, pin, plugin);
  for (const platform of [here, elsewhere]) {
    expect(readFileSync(join(versionFolder, platform, binary), "utf8")).toBe("new");
  }
});

test("a link left by another platform's machine becomes a real copy, and that machine's copy stays", () => {
  const { plugin, mirror, versionFolder } = fresh();
  folderOf(join(versionFolder, elsewhere), { [binary]: readFileSync(join(plugin, binary), "utf8"), LICENSE: "free" });
  execFileSync("ln", ["-s", elsewhere, join(versionFolder, here)]);
  placePlugin(mirror, pin, plugin);
  expect(lstatSync(join(versionFolder, here)).isDirectory()).toBe(true);
  expect(lstatSync(join(versionFolder, elsewhere)).isDirectory()).toBe(true);
});

test("processes that place it at once do not disturb one another", async () => {
  const { plugin, mirror, versionFolder } = fresh();
  const script = `require(${JSON.stringify(join(__dirname, "../../lib/constructs/plugin.js"))}).placePlugin(
    ...${JSON.stringify([mirror, pin, plugin])})`;
  await Promise.all([1, 2, 3, 4].map(() => promisify(execFile)(process.execPath, ["-e", script])));
  expect(readdirSync(versionFolder).sort()).toEqual([...PLATFORMS].sort());
  expect(packageHash(join(versionFolder, elsewhere))).toBe(packageHash(plugin));
  expect(readdirSync(join(mirror, pin.address))).toEqual([pin.version]);
});

test("other versions are removed, other providers are not", () => {
  const { plugin, mirror } = fresh();
  placePlugin(mirror, { ...pin, version: "0.0.9" }, plugin);
  placePlugin(mirror, { ...pin, address: "terraform.local/cdktf/other" }, plugin);
  placePlugin(mirror, pin, plugin);
  removeOtherVersions(mirror, pin);
  expect(readdirSync(join(mirror, pin.address))).toEqual([pin.version]);
  expect(readdirSync(join(mirror, "terraform.local/cdktf/other"))).toEqual([pin.version]);
});

test("Terraform finds it, through a link as well, and agrees on the hash", () => {
  const { plugin, mirror, versionFolder, folder } = fresh();
  placePlugin(mirror, pin, plugin);
  execFileSync("mv", [join(versionFolder, here), join(versionFolder, "real")]);
  rmSync(join(versionFolder, elsewhere));
  execFileSync("mv", [join(versionFolder, "real"), join(versionFolder, elsewhere)]);
  execFileSync("ln", ["-s", elsewhere, join(versionFolder, here)]);

  const work = folderOf(join(folder, "work"), {
    "main.tf": `terraform {\n  required_providers {\n    cloudcraft = { source = "${pin.address}", version = "${pin.version}" }\n  }\n}\n`,
  });
  mkdirSync(join(work, "terraform.d"));
  execFileSync("mv", [mirror, join(work, "terraform.d", "plugins")]);
  const screen = execFileSync("terraform", ["init", "-no-color"], {
    cwd: work,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: folder, CHECKPOINT_DISABLE: "1" },
  });
  expect(screen).toContain("Terraform has been successfully initialized");
  expect(readFileSync(join(work, ".terraform.lock.hcl"), "utf8")).toContain(`"${packageHash(plugin)}"`);
});

test("where it does not run, one sentence says where it does", () => {
  expect(() => platformName("win32", "x64")).toThrow("It runs on Linux and macOS, on amd64 and arm64");
  expect(() => platformName("linux", "ia32")).toThrow("does not run on linux_ia32");
  expect(platformName("darwin", "arm64")).toBe("darwin_arm64");
});

test("a package without its plugin says how to get it", () => {
  expect(() => packagePlugin(join(root, "nowhere"))).toThrow(/missing from the package.*npm run build/);
});
