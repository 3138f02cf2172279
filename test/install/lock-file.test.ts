import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fullAddress, isOtherBuild, locked, rewriteLockFile, withEntries } from "../../src/install/lock-file";
import { folderOf, privateFolder } from "../constructs/folder";

const root = privateFolder();
const own = { address: "terraform.local/cdktf/cloudcraft", version: "0.1.0", hash: "h1:aaaa=" };
const ownEntry = `provider "terraform.local/cdktf/cloudcraft" {
  version     = "0.1.0"
  constraints = "0.1.0"
  hashes = [
    "h1:aaaa=",
  ]
}
`;
const stranger = `provider "registry.terraform.io/hashicorp/null" {
  version     = "3.2.1"
  constraints = "~> 3.0"
  hashes = [
    "h1:stranger=",
    "zh:stranger",
  ]
}
`;

test("a new file holds our entry and the others' exact versions", () => {
  const others = [{ address: "registry.terraform.io/hashicorp/null", version: "3.2.4" }];
  expect(withEntries("", own, others)).toBe(
    `${ownEntry}\nprovider "registry.terraform.io/hashicorp/null" {\n  version     = "3.2.4"\n  constraints = "3.2.4"\n}\n`,
  );
});

test("an entry of another provider stays as it is", () => {
  const text = withEntries(`# By hand.\n\n${stranger}`, own, [
    { address: "registry.terraform.io/hashicorp/null", version: "9.9.9" },
  ]);
  expect(text).toBe(`# By hand.\n\n${stranger}\n${ownEntry}`);
});

test.each([
  ["version", ownEntry.replaceAll("0.1.0", "0.0.9")],
  ["hash", ownEntry.replace("h1:aaaa=", "h1:bbbb=")],
  ["constraint", ownEntry.replace('constraints = "0.1.0"', 'constraints = ">= 0.1.0"')],
])("our own entry is replaced where it stands if its %s differs", (_, old) => {
  expect(withEntries(`${old}\n${stranger}`, own, [])).toBe(`${ownEntry}\n${stranger}`);
});

test("our own entry stays if it says the same, whatever hashes stand beside ours", () => {
  const text = ownEntry.replace("  ]", '    "zh:more",\n  ]');
  expect(withEntries(text, own, [])).toBe(text);
});

test("an entry without a hash keeps the hash that Terraform recorded", () => {
  expect(withEntries(ownEntry, { ...own, hash: undefined }, [])).toBe(ownEntry);
});

test("what is recorded of a provider is the provider's own", () => {
  const text = `${ownEntry}\n${stranger}`;
  expect(locked(text, "registry.terraform.io/hashicorp/null")).toEqual({
    version: "3.2.1",
    constraints: "~> 3.0",
    hashes: ["h1:stranger="],
  });
  expect(locked(text, "registry.terraform.io/hashicorp/random")).toBeUndefined();
});

test("another build is the same version with other hashes only", () => {
  const entry = (text: string) => locked(text, own.address) ?? { version: "", constraints: "", hashes: [] };
  expect(isOtherBuild(entry(ownEntry), own)).toBe(false);
  expect(isOtherBuild(entry(ownEntry), { ...own, hash: "h1:bbbb=" })).toBe(true);
  expect(isOtherBuild(entry(ownEntry), { version: "0.2.0", hash: "h1:bbbb=" })).toBe(false);
  expect(isOtherBuild(entry(ownEntry.replace('"h1:aaaa="', "")), own)).toBe(false);
});

test("short sources mean the public registry", () => {
  expect(fullAddress("null")).toBe("registry.terraform.io/hashicorp/null");
  expect(fullAddress("DataDog/datadog")).toBe("registry.terraform.io/datadog/datadog");
  expect(fullAddress("example.com/a/b")).toBe("example.com/a/b");
});

test("a file with nothing to change is not written, and no draft is left of one that is", () => {
  const folder = folderOf(root, { lock: stranger });
  const path = join(folder, "lock");
  const before = statSync(path).ino;
  rewriteLockFile(path, (text) => text);
  expect(statSync(path).ino).toBe(before);
  rewriteLockFile(path, (text) => `${text}\n`);
  expect(readFileSync(path, "utf8")).toBe(`${stranger}\n`);
  expect(readdirSync(folder)).toEqual(["lock"]);
});
