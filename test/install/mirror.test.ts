import { execFile, execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { packPlugin } from "../../scripts/pack";
import { terraformHome } from "../../src/install/cli-configuration";
import { archiveOf, placeArchive, placePlugin, removeVersions, versionsIn } from "../../src/install/mirror";
import { packageHash } from "../../src/install/package-hash";
import { PLATFORMS, platformName, runsPackedPlugin } from "../../src/install/platform";
import { folderOf, privateFolder } from "../constructs/folder";

const pin = { address: "terraform.local/cdktf/cloudcraft", version: "0.1.0" };
const binary = `terraform-provider-cloudcraft_v${pin.version}`;
const root = privateFolder();
let count = 0;

/** A package's plugin, whose program may be executed, and a mirror that does not exist yet. */
function fresh(program = "#!/bin/sh\nexit 1\n") {
  const folder = join(root, String(++count));
  const unpacked = folderOf(join(folder, "plugin"), { [binary]: program, LICENSE: "free" });
  chmodSync(join(unpacked, binary), 0o755);
  const mirror = join(folder, "mirror");
  return { folder, unpacked, plugin: packPlugin(unpacked), mirror, versions: join(mirror, pin.address) };
}

test("the hash is the one that Go's dirhash gives", () => {
  const folder = folderOf(join(root, "hash"), { b: "two\n", "a/z": "one\n", "a-": "three\n" });
  // Made in this folder by: sha256sum a- a/z b | sha256sum | cut -d" " -f1 | xxd -r -p | base64
  expect(packageHash(folder)).toBe("h1:k3r+lXFXmGEm+KB5sifzk3JlqR2+vanYErGSO9GX2sM=");
});

test("every platform has the same archive, under the name that Terraform looks for, and no link", () => {
  const { plugin, mirror, versions } = fresh();
  placePlugin(mirror, pin, plugin);
  const names = PLATFORMS.map((platform) => `terraform-provider-cloudcraft_0.1.0_${platform}.zip`);
  expect(readdirSync(versions, { withFileTypes: true }).map((entry) => [entry.name, entry.isFile()])).toEqual(
    names.sort().map((name) => [name, true]),
  );
  for (const platform of PLATFORMS) {
    expect(readFileSync(archiveOf(mirror, pin, platform)).toString("base64")).toBe(plugin.archive);
  }
});

test("the same plugin is the same archive, whenever it is packed, and another one has another hash", () => {
  const [one, other] = [fresh(), fresh()];
  expect(one.plugin).toEqual(other.plugin);
  expect(one.plugin.hash).toBe(packageHash(one.unpacked));
  expect(fresh("#!/bin/sh\nexit 2\n").plugin.hash).not.toBe(one.plugin.hash);
});

test("a second time changes nothing", () => {
  const { plugin, mirror } = fresh();
  placePlugin(mirror, pin, plugin);
  const before = statSync(archiveOf(mirror, pin)).ino;
  placePlugin(mirror, pin, plugin);
  expect(statSync(archiveOf(mirror, pin)).ino).toBe(before);
});

test("a rebuilt plugin replaces the archives, and a folder of the same version that Terraform would prefer", () => {
  const { plugin, mirror, versions } = fresh();
  placePlugin(mirror, pin, plugin);
  folderOf(join(versions, pin.version, platformName()), { [binary]: "old" });
  const rebuilt = fresh("#!/bin/sh\nexit 2\n").plugin;
  placePlugin(mirror, pin, rebuilt);
  expect(readFileSync(archiveOf(mirror, pin)).toString("base64")).toBe(rebuilt.archive);
  expect(readdirSync(versions)).toHaveLength(PLATFORMS.length);
});

test("processes that place it at once do not disturb one another", async () => {
  const { plugin, mirror, versions } = fresh();
  const script = `require(${JSON.stringify(join(__dirname, "../../lib/install/mirror.js"))}).placePlugin(
    ...${JSON.stringify([mirror, pin, plugin])})`;
  await Promise.all([1, 2, 3, 4].map(() => promisify(execFile)(process.execPath, ["-e", script])));
  expect(readdirSync(versions)).toHaveLength(PLATFORMS.length);
  expect(readFileSync(archiveOf(mirror, pin)).toString("base64")).toBe(plugin.archive);
});

test("versions are known and removed whether they are packed or not, and other providers are left alone", () => {
  const { plugin, mirror, versions } = fresh();
  const other = "terraform.local/cdktf/other";
  placePlugin(mirror, pin, plugin);
  placePlugin(mirror, { ...pin, version: "0.0.9" }, plugin);
  placePlugin(mirror, { ...pin, address: other }, plugin);
  folderOf(join(versions, "0.0.8", "linux_amd64"), { [binary]: "old" });
  expect(versionsIn(mirror, pin.address)).toEqual(["0.0.8", "0.0.9", "0.1.0"]);
  removeVersions(mirror, pin.address, (version) => version !== pin.version);
  expect(versionsIn(mirror, pin.address)).toEqual(["0.1.0"]);
  expect(readdirSync(versions)).toHaveLength(PLATFORMS.length);
  expect(versionsIn(mirror, other)).toEqual(["0.1.0"]);
  expect(versionsIn(join(root, "nowhere"), pin.address)).toEqual([]);
});

test("Terraform finds it, agrees on the hash, and may execute it, whatever became of the archives' own modes", () => {
  const { unpacked, plugin, mirror, folder } = fresh();
  placePlugin(mirror, pin, plugin);
  for (const platform of PLATFORMS) chmodSync(archiveOf(mirror, pin, platform), 0o400);

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
  expect(readFileSync(join(work, ".terraform.lock.hcl"), "utf8")).toContain(`"${plugin.hash}"`);
  const installed = join(work, ".terraform/providers", pin.address, pin.version, platformName());
  expect(packageHash(installed)).toBe(packageHash(unpacked));
  expect(statSync(join(installed, binary)).mode & 0o777).toBe(0o755);
  expect(statSync(join(installed, "LICENSE")).mode & 0o777).toBe(0o644);
});

test("where it does not run, one sentence says where it does", () => {
  expect(() => platformName("freebsd", "x64")).toThrow("It runs on Linux, macOS and Windows, on amd64 and arm64");
  expect(() => platformName("linux", "ia32")).toThrow("does not run on linux_ia32");
});

test.each([
  ["darwin", "arm64", "darwin_arm64", true],
  ["linux", "x64", "linux_amd64", true],
  ["win32", "x64", "windows_amd64", false],
  ["win32", "arm64", "windows_arm64", false],
])("Node.js on %s and %s is Terraform's %s; that it runs the packed plugin is %j", (platform, arch, name, runs) => {
  expect(platformName(platform, arch)).toBe(name);
  expect(runsPackedPlugin(name)).toBe(runs);
});

test("what Terraform has of a user's is in the home folder, on Windows among the data of applications", () => {
  const environment = { HOME: "/home/ada", APPDATA: "C:/Users/ada/AppData/Roaming" };
  expect(terraformHome(environment, "linux")).toEqual({
    file: "/home/ada/.terraformrc",
    folder: "/home/ada/.terraform.d",
  });
  expect(terraformHome(environment, "win32")).toEqual({
    file: "C:/Users/ada/AppData/Roaming/terraform.rc",
    folder: "C:/Users/ada/AppData/Roaming/terraform.d",
  });
});

test("an executable of a release is placed for its platform alone", () => {
  const { mirror, versions } = fresh();
  placeArchive(mirror, pin, "windows_amd64", Buffer.from("archive"));
  expect(readdirSync(versions)).toEqual(["terraform-provider-cloudcraft_0.1.0_windows_amd64.zip"]);
});
