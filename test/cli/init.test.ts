import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json";
import { announcement } from "../../src/cli/emulator";
import { cloudcraftTerraform } from "../support/cloudcraft";
import { emulated } from "../support/emulated";
import { Desk } from "./program";

const repository = join(__dirname, "../..");
const desk = new Desk();
afterAll(() => desk.clear());

/** A folder of its own to run in. */
function inFolder(name: string) {
  const folder = desk.folder(join("work", name));
  const cli = (...parameters: string[]) =>
    desk.run("sh", "-c", 'cd "$0" && exec "$@"', folder, process.execPath, BIN, ...parameters);
  return { folder, cli, read: (file: string) => readFileSync(join(folder, file), "utf8") };
}
const BIN = join(repository, manifest.bin["cdktf-cloudcraft"]);

describe("a CDKTF project", () => {
  const { folder, cli, read } = inFolder("cdktf");

  test("is written into an empty folder, and the next three commands are said", async () => {
    const { code, stdout, stderr } = await cli("init");
    expect([code, stderr]).toEqual([0, ""]);
    const files = [".github", ".gitignore", "cdktf.json", "main.ts", "package.json", "tsconfig.json"];
    expect(readdirSync(folder).sort()).toEqual(files);
    expect(stdout).toMatch(/Next:\n {2}npm install\n {2}export CLOUDCRAFT_API_KEY=.*\n {2}npx cdktf diff\n$/);
  });

  test("keeps state and plans out of the repository, and its workflow plans and applies with different credentials", () => {
    for (const line of ["*.tfstate", "cdktf.out/", "plan", "node_modules/"]) {
      expect(read(".gitignore").split("\n")).toContain(line);
    }
    const workflow = read(".github/workflows/api-keys.yml");
    const [review = "", apply = ""] = workflow.split(/^ {2}review:$/m)[1]?.split(/^ {2}apply:$/m) ?? [];
    expect([review, apply].map((job) => job.match(/secrets\.\w+/g))).toEqual([
      ["secrets.CLOUDCRAFT_READ_KEY"],
      ["secrets.CLOUDCRAFT_API_KEY"],
    ]);
  });

  test("asks for this version of the package, and for versions of the others that it is tested with", () => {
    const { dependencies, devDependencies } = JSON.parse(read("package.json"));
    expect(dependencies).toEqual({
      cdktf: manifest.peerDependencies.cdktf,
      constructs: manifest.peerDependencies.constructs,
      "cdktf-cloudcraft": `^${manifest.version}`,
    });
    expect(devDependencies).toMatchObject({
      "cdktf-cli": manifest.devDependencies["cdktf-cli"],
      typescript: manifest.devDependencies.typescript,
    });
  });

  test("checks its types and is synthesized, without a change", async () => {
    mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
    for (const name of ["cdktf", "constructs", "typescript", "tsx", "@types/node", ".bin"]) {
      symlinkSync(join(repository, "node_modules", name), join(folder, "node_modules", name));
    }
    symlinkSync(repository, join(folder, "node_modules/cdktf-cloudcraft"));
    const { app } = JSON.parse(read("cdktf.json"));
    expect(await desk.run("sh", "-c", `cd ${folder} && ${app}`)).toMatchObject({ code: 0, stdout: "" });
    expect(read("cdktf.out/stacks/keys/cdk.tf.json")).toContain('"name": "CI snapshots"');
  });

  test("is the first stack of the README", () => {
    const readme = readFileSync(join(repository, "README.md"), "utf8");
    for (const file of ["main.ts", "tsconfig.json", "cdktf.json"]) expect(readme).toContain(read(file));
  });

  test("is not written over another: nothing is written at all", async () => {
    const { folder: other, cli: again } = inFolder("other");
    desk.file("other/main.ts", "mine");
    expect(await again("init")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^cdktf-cloudcraft: main\.ts is here already, and nothing was written\n/),
    });
    expect(readdirSync(other)).toEqual(["main.ts"]);
  });

  test("leaves what a package.json says, and adds what it does not say", async () => {
    const { cli: begun, read: readBegun } = inFolder("begun");
    const mine = { name: "mine", dependencies: { "cdktf-cloudcraft": "file:x.tgz" }, scripts: { deploy: "mine" } };
    desk.file("begun/package.json", JSON.stringify(mine));
    expect(await begun("init")).toMatchObject({ code: 0 });
    const result = JSON.parse(readBegun("package.json"));
    expect(result).toMatchObject(mine);
    expect(result.dependencies).toHaveProperty("cdktf");
    expect(result.devDependencies).toHaveProperty("cdktf-cli");
  });
});

test("a configuration for plain Terraform is written with --hcl, and the real Terraform applies it to the emulator", async () => {
  const { cli, folder, read } = inFolder("hcl");
  const { code, stdout } = await cli("init", "--hcl", "--emulator");
  expect(code).toBe(0);
  expect(stdout).toContain("npx cdktf-cloudcraft emulator");
  expect(readdirSync(folder).sort()).toEqual([".github", ".gitignore", "main.tf"]);
  const emulator = await emulated();
  const terraform = cloudcraftTerraform(emulator);
  try {
    terraform.write({ "providers.tf": "", "main.tf": read("main.tf") });
    await terraform.init();
    expect(await terraform.run("fmt", "-check", "-diff")).toMatchObject({ code: 0 });
    await terraform.apply();
    expect((await emulator.state()).apiKeys.map(({ name }) => name)).toContain("CI snapshots");
  } finally {
    terraform.remove();
    await emulator.close();
  }
});

test("the emulator tells a terminal what to run in another one, and a program one line of JSON", () => {
  const emulator = { url: "http://127.0.0.1:4000", apiKey: "a'b" };
  expect(announcement(emulator, false)).toBe('{"url":"http://127.0.0.1:4000","apiKey":"a\'b"}\n');
  expect(announcement(emulator, true)).toBe(
    "export CLOUDCRAFT_BASE_URL='http://127.0.0.1:4000'\nexport CLOUDCRAFT_API_KEY='a'\\''b'\n",
  );
});
