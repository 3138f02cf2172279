import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXECUTABLE_PLATFORMS, executableFor } from "../../scripts/executables";
import { terraformCommand } from "../../src/cli/terraform";
import { AS_EXECUTABLE, cloudcraftTerraform } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";

const KEY = 'resource "cloudcraft_api_key" "ci" {\n  name = "CI"\n}\n';

// `npm run test:executable` builds them.
(AS_EXECUTABLE ? describe : describe.skip)("the executable", () => {
  let emulator: Emulated;
  beforeAll(async () => {
    emulator = await emulated();
  });
  afterAll(() => emulator.close());

  /** A PATH with Terraform on it, and nothing else. */
  function withoutNode(): string {
    const folder = mkdtempSync(join(tmpdir(), "bin-"));
    const command = terraformCommand(process.env);
    const { stdout } = spawnSync("sh", ["-c", `command -v ${command}`], { encoding: "utf8" });
    symlinkSync(stdout.trim(), join(folder, command));
    return folder;
  }

  test("makes, plans and destroys a key where there is no Node.js", async () => {
    const terraform = cloudcraftTerraform(emulator, { PATH: withoutNode() });
    try {
      await terraform.write({ "main.tf": KEY }).init();
      await terraform.apply();
      expect((await terraform.plan()).actions).toEqual({});
      expect(await terraform.values("cloudcraft_api_key.ci")).toMatchObject({ name: "CI", permission: "read" });
      await terraform.destroy();
      expect((await emulator.state()).apiKeys.map(({ name }) => name)).not.toContain("CI");
    } finally {
      terraform.remove();
    }
  });

  test("takes nothing from the folder that Terraform runs in: no credential, and no code", async () => {
    const terraform = cloudcraftTerraform({ url: emulator.url, apiKey: "" });
    try {
      const preload = 'require("node:fs").writeFileSync("preloaded", "")';
      terraform.write({
        "main.tf": KEY,
        ".env": `CLOUDCRAFT_API_KEY=${emulator.apiKey}\n`,
        "bunfig.toml": 'preload = ["./preload.js"]\n',
        "preload.js": preload,
        "package.json": { type: "module" },
        "tsconfig.json": { compilerOptions: { paths: { "node:*": ["./preload.js"] } } },
      });
      await terraform.init();
      const { code, stderr } = await terraform.run("apply", "-auto-approve", "-no-color");
      expect(code).toBe(1);
      expect(stderr).toContain("CLOUDCRAFT_API_KEY");
      expect(() => readFileSync(join(terraform.folder, "preloaded"))).toThrow("ENOENT");
    } finally {
      terraform.remove();
    }
  });

  test("of macOS is signed: the hash of each of its pages is in it", () => {
    expect(unsignedPages(readFileSync(executableFor("darwin_arm64")))).toEqual([]);
  });

  test("is there for each platform, and is a program of that platform", () => {
    const heads = EXECUTABLE_PLATFORMS.map((platform) =>
      readFileSync(executableFor(platform)).toString("latin1", 0, 4),
    );
    expect(heads).toEqual(["\x7fELF", "\x7fELF", "\xcf\xfa\xed\xfe", "MZx\0", "MZx\0"]);
  });
});

const CODE_SIGNATURE = 0x1d;
const CODE_DIRECTORY = 0;

/** The pages of a Mach-O file that its ad-hoc signature does not cover, without which macOS on Apple silicon does not run it. */
function unsignedPages(file: Buffer): number[] {
  let at = 32;
  for (let left = file.readUInt32LE(16); file.readUInt32LE(at) !== CODE_SIGNATURE; left -= 1) {
    if (left === 0) throw new Error("There is no signature.");
    at += file.readUInt32LE(at + 4);
  }
  const blob = file.subarray(file.readUInt32LE(at + 8));
  const index = Array.from({ length: blob.readUInt32BE(8) }, (_, slot) => 12 + slot * 8);
  const entry = index.find((place) => blob.readUInt32BE(place) === CODE_DIRECTORY) ?? Number.NaN;
  const directory = blob.subarray(blob.readUInt32BE(entry + 4));
  const [hashes, pages, limit] = [16, 28, 32].map((place) => directory.readUInt32BE(place)) as [number, number, number];
  const pageBytes = 1 << directory.readUInt8(39);
  expect(pages).toBe(Math.ceil(limit / pageBytes));
  return Array.from({ length: pages }, (_, page) => page).filter((page) => {
    const content = file.subarray(page * pageBytes, Math.min(limit, (page + 1) * pageBytes));
    const recorded = directory.subarray(hashes + page * 32, hashes + (page + 1) * 32);
    return !createHash("sha256").update(content).digest().equals(recorded);
  });
}
