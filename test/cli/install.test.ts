import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zip } from "../../scripts/zip";
import { platformName, versionsIn } from "../../src/install";
import { built } from "../support/cloudcraft";
import { Desk } from "./program";

const { address, version } = built;
const binary = `terraform-provider-cloudcraft_v${version}`;
const other = "registry.example.com/us/cloudcraft";

let desk: Desk;
let implied: string;
beforeEach(() => {
  desk = new Desk();
  implied = join(desk.home, ".terraform.d/plugins");
});
afterEach(() => desk.clear());

const terraform = (...parameters: string[]) => desk.run("terraform", ...parameters, "-no-color");

/** A block that a program printed, indented by two, in its own file. */
function block(name: string, stdout: string): string {
  const [found] = new RegExp(`^  ${name} \\{\\n[\\s\\S]*?^  \\}$`, "m").exec(stdout) ?? [];
  if (found === undefined) throw new Error(`There is no ${name} block in:\n${stdout}`);
  return `${found}\n`;
}

test("install puts the provider into the home's mirror, packed as Terraform wants it for every platform", async () => {
  const { code, stdout, stderr } = await desk.cli("install");
  expect([code, stderr]).toEqual([0, ""]);
  const folder = join(implied, address);
  expect(stdout).toContain(`${address} ${version} is in ${folder}\n`);
  expect(stdout).not.toContain("provider_installation");
  const platforms = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"];
  expect(readdirSync(folder)).toEqual(
    platforms.map((platform) => `terraform-provider-cloudcraft_${version}_${platform}.zip`),
  );
});

test("install again changes nothing", async () => {
  const first = await desk.cli("install");
  const folders = () =>
    readdirSync(implied, { recursive: true, encoding: "utf8" }).map((name) => [
      name,
      lstatSync(join(implied, name)).ino,
    ]);
  const before = folders();
  expect(await desk.cli("install")).toEqual(first);
  expect(folders()).toEqual(before);
});

test("the real Terraform finds what was installed by itself, with the block that install prints", async () => {
  desk.file("main.tf", block("terraform", (await desk.cli("install")).stdout));
  expect(await terraform("init")).toMatchObject({ code: 0, stderr: "" });
  const { stdout } = await desk.run("terraform", "providers", "schema", "-json");
  expect(Object.keys(JSON.parse(stdout).provider_schemas)).toEqual([address]);
  const unpacked = join(desk.work, ".terraform/providers", address, version, platformName());
  expect(readdirSync(unpacked).sort()).toEqual(["package.json", binary]);
  expect(readFileSync(join(unpacked, binary))).toEqual(readFileSync(built.executable));
});

test("install replaces a folder of the same version, which Terraform would prefer", async () => {
  desk.file(join(implied, address, version, platformName(), binary), "old");
  await desk.cli("install");
  expect(existsSync(join(implied, address, version))).toBe(false);
});

test("the real Terraform finds what was put into --dir under --source, with the blocks that install prints", async () => {
  const mirror = join(desk.root, "mirror");
  const { code, stdout } = await desk.cli("install", "--dir", "../mirror", "--source", other);
  expect(code).toBe(0);
  expect(versionsIn(mirror, other)).toEqual([version]);
  desk.file("main.tf", block("terraform", stdout));
  expect(await terraform("init")).toMatchObject({ code: 1 });

  const configuration = block("provider_installation", stdout);
  desk.env.TF_CLI_CONFIG_FILE = desk.file("mirror.tfrc", configuration);
  expect(await terraform("init")).toMatchObject({ code: 0, stdout: expect.stringContaining(`${other} v${version}`) });
  // Otherwise all other providers could come from the mirror only, where they are not.
  expect(configuration).toContain(`include = ["${other}"]\n    }\n    direct {\n      exclude = ["${other}"]`);
});

test("install says what a CLI configuration that passes over the home's mirror needs, until it has it", async () => {
  const configuration = desk.file("user.tfrc", "provider_installation {\n  direct {}\n}\n");
  desk.env.TF_CLI_CONFIG_FILE = configuration;
  const { code, stdout } = await desk.cli("install");
  expect(code).toBe(0);
  expect(stdout).toContain(`Terraform passes over it, since ${configuration} has a provider_installation block`);
  desk.file("main.tf", block("terraform", stdout));
  desk.file("user.tfrc", block("provider_installation", stdout));
  expect((await terraform("init")).code).toBe(0);
  expect((await desk.cli("install")).stdout).not.toContain("provider_installation");
});

test("install explains a lock file that knows another build of the version, and what it advises works", async () => {
  const lock = `provider "${address}" {\n  version = "${version}"\n  hashes = [\n    "h1:${"A".repeat(43)}=",\n  ]\n}\n`;
  desk.file(".terraform.lock.hcl", lock);
  const { code, stdout } = await desk.cli("install");
  expect([code, stdout]).toEqual([0, expect.stringContaining(`.terraform.lock.hcl knows another build of version`)]);
  expect(stdout).toContain(`delete the entry of ${address} from it`);

  desk.file("main.tf", block("terraform", stdout));
  expect(await terraform("init")).toMatchObject({ code: 1, stderr: expect.stringContaining("checksums") });
  desk.file(".terraform.lock.hcl", "");
  // Deleting it is half the way only.
  expect(await terraform("plan")).toMatchObject({ code: 1, stderr: expect.stringContaining("no version is selected") });
  expect((await terraform("init")).code).toBe(0);
  expect((await desk.cli("install")).stdout).not.toContain("another build");
});

test("install says nothing of lock files with other versions or other providers", async () => {
  desk.file(".terraform.lock.hcl", `provider "${address}" {\n  version = "0.0.9"\n  hashes = ["h1:AAAA="]\n}\n`);
  expect((await desk.cli("install", "--source", other)).stdout).not.toContain("lock");
  expect((await desk.cli("install")).stdout).not.toContain("lock");
});

test("uninstall leaves nothing of what install made in a mirror, and says what it did", async () => {
  await desk.cli("install");
  const what = `${address} ${version}`;
  expect(await desk.cli("uninstall")).toEqual({ code: 0, stdout: `Removed ${what} from ${implied}\n`, stderr: "" });
  expect(readdirSync(implied)).toEqual([]);
  const nothing = `Nothing to remove: there is no ${what} in ${implied}\n`;
  expect(await desk.cli("uninstall")).toEqual({ code: 0, stdout: nothing, stderr: "" });
});

test("uninstall leaves other versions, other addresses and other mirrors alone", async () => {
  const kept = [`${address}/0.0.9/x/a`, `terraform.local/cdktf/other/1.0.0/x/a`];
  for (const file of kept) desk.file(join(implied, file), "");
  for (const more of [[], ["--source", other], ["--dir", "../mirror"]]) await desk.cli("install", ...more);
  await desk.cli("uninstall");
  expect(versionsIn(implied, address)).toEqual(["0.0.9"]);
  for (const file of kept) expect(existsSync(join(implied, file))).toBe(true);
  expect(versionsIn(implied, other)).toEqual([version]);
  expect(versionsIn(join(desk.root, "mirror"), address)).toEqual([version]);
});

test.each([
  ["--source", "cloudcraft", "HOST/NAMESPACE/cloudcraft"],
  ["--source", "Terraform.local/cdktf/cloudcraft", "lower case"],
  ["--source", "../../../etc/cloudcraft", "HOST/NAMESPACE/cloudcraft"],
  ["--source", "terraform.local/cdktf/other", "HOST/NAMESPACE/cloudcraft"],
  ["--dir", "", "It must name a folder"],
])("install and uninstall refuse %s %j", async (flag, value, why) => {
  for (const command of ["install", "uninstall"]) {
    const { code, stderr } = await desk.cli(command, flag, value);
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  }
  expect(readdirSync(desk.work)).toEqual(["empty.tfrc"]);
});

test("a mirror that cannot be written to is named", async () => {
  const file = desk.file("file", "");
  expect(await desk.cli("install", "--dir", "file")).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(`^cdktf-cloudcraft: The mirror ${file} cannot be changed: ENOTDIR.*\\n$`),
  });
});

test("install takes the archive of a release for another platform, and no other file", async () => {
  const name = `terraform-provider-cloudcraft_${version}_windows_amd64.zip`;
  const program = {
    name: `terraform-provider-cloudcraft_v${version}.exe`,
    content: Buffer.from("MZ"),
    executable: true,
  };
  const [mirror, archive] = [join(desk.root, "released"), join(desk.folder("archives"), name)];
  writeFileSync(archive, zip([program]));
  expect(await desk.cli("install", "--dir", mirror, "--archive", archive)).toMatchObject({ code: 0, stderr: "" });
  expect(readdirSync(join(mirror, address))).toEqual([name]);
  writeFileSync(archive, zip([{ ...program, name: "README" }]));
  for (const [file, why] of [
    [archive, "the provider is not in it"],
    [join(desk.root, "other.zip"), "its name is that of another file"],
    [join(desk.root, name), "ENOENT"],
  ] as const) {
    const { code, stderr } = await desk.cli("install", "--dir", mirror, "--archive", file);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`--archive ${file} cannot be used: ${why}`)]);
  }
});
