import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entry, key, planText } from "../review/plans";
import { zipOf } from "../support/zip";
import { Desk } from "./program";

const broader = planText([entry({ before: key(), after: key({ permission: "read-write" }) })]);
const made = planText([entry({ actions: ["create"], after: key({ name: "Fresh" }) })]);
const privileged = planText([entry({ actions: ["create"], after: key({ permission: "read-write" }) })]);
const replaced = planText([entry({ actions: ["delete", "create"], before: key(), after: key() })]);
const targeted = planText([], { complete: false });
const still = planText([entry({ actions: ["no-op"], before: key(), after: key() })]);

const CONFIGURATION = '{"resource":{"now":1}}';

/** A stack with a plan file of these files. */
function stack(files: Readonly<Record<string, string>>): void {
  desk.file("cdktf.out/stacks/prod/cdk.tf.json", CONFIGURATION);
  writeFileSync(join(desk.root, "work/cdktf.out/stacks/prod/plan"), zipOf(files));
}

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
  for (const [name, text] of Object.entries({ broader, made, still, replaced, privileged, targeted }))
    desk.file(`${name}.json`, text);
});
afterEach(() => desk.clear());

test.each([
  [["still.json"], 0, "Nothing changes about access."],
  [["made.json"], 0, "1 new"],
  [["broader.json"], 3, "Needs approval"],
  [["still.json", "made.json", "broader.json"], 3, "3 keys in 3 plans"],
  [["made.json", "--fail-on", "new"], 3, "new (1 key)"],
  [["replaced.json"], 3, "replaced (1 key)"],
  [["privileged.json"], 3, "new-privileged (1 key)"],
  [["targeted.json"], 3, "partial (1 plan)"],
  [["targeted.json", "--fail-on", "broader"], 0, "is partial"],
  [["broader.json", "--fail-on", "new,narrower"], 0, "1 broader"],
  [["made.json", "--fail-on", "any"], 3, "any (1 key)"],
  [["broader.json", "--fail-on", "none"], 0, "1 broader"],
])("review %j exits with %i", async (parameters, code, said) => {
  expect(await desk.cli("review", ...parameters)).toEqual({ code, stdout: expect.stringContaining(said), stderr: "" });
});

test.each([
  [[], "There is no plan to review"],
  [["nowhere.json"], "ENOENT"],
  [["broken.json"], "broken.json cannot be reviewed: it is not JSON: it ends in the middle"],
  [["still.json", "broken.json", "--format", "json"], "broken.json"],
  [["still.json", "--fail-on", "broad"], '"broad" is no such change'],
  [["still.json", "--format", "pdf"], "Allowed choices"],
  [["--stack", "nowhere"], "There is no stack"],
  [["--stack", "../x"], "There is no stack"],
  [["--stack", "bare"], "cdktf diff bare"],
])("review %j is not understood: exit code 2, and why", async (parameters, why) => {
  desk.file("broken.json", broader.slice(0, -30));
  desk.folder("work/cdktf.out/stacks/bare");
  expect(await desk.cli("review", ...parameters)).toEqual({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining(why),
  });
});

test("a plan may come on standard input, and a report may go to a file", async () => {
  const { stdout, code } = await desk.run(
    "sh",
    "-c",
    `node ${join(__dirname, "../../lib/cli/bin.js")} review - --format json --output out.json < broader.json`,
  );
  expect([stdout, code]).toEqual(["", 3]);
  const report = JSON.parse(readFileSync(join(desk.root, "work/out.json"), "utf8"));
  expect(report).toMatchObject({
    version: 1,
    gate: { passed: false, tripped: { broader: 1 } },
    plans: [{ stack: null }],
  });
});

test("a plan in a stack's folder is told of by the stack's name", async () => {
  desk.file("cdktf.out/stacks/prod/plan.json", broader);
  const { stdout } = await desk.cli("review", "cdktf.out/stacks/prod/plan.json");
  expect(stdout).toContain("stack `prod`");
});

test("--stack asks Terraform, or whatever TERRAFORM_BINARY_NAME names, for the stack's plan", async () => {
  stack({ "tfconfig/m-/cdk.tf.json": CONFIGURATION });
  desk.file("plan-of-prod.json", broader);
  desk.file("cdktf.json", "{}");
  const program = desk.file("fake-tofu", '#!/bin/sh\necho "$@" >> asked\ncat plan-of-prod.json\n', 0o755);
  desk.env.TERRAFORM_BINARY_NAME = program;
  const { code, stdout } = await desk.cli("review", "--stack", "prod");
  expect([code, stdout]).toEqual([3, expect.stringContaining("stack `prod`")]);
  const asked = readFileSync(join(desk.root, "work/asked"), "utf8");
  expect(asked).toBe("-chdir=cdktf.out/stacks/prod show -json -no-color plan\n");

  desk.file("fake-tofu", "#!/bin/sh\necho no such plan >&2\nexit 1\n", 0o755);
  const failed = await desk.cli("review", "--stack", "prod");
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining("no such plan")]);
});

describe("a plan of another configuration than what is synthesized now", () => {
  const reviewed = async () => {
    desk.env.TERRAFORM_BINARY_NAME = desk.file("fake-terraform", "#!/bin/sh\ncat still.json\n", 0o755);
    return desk.cli("review", "--stack", "prod", "--fail-on", "none");
  };
  const stale = { code: 2, stdout: "" };

  test("is refused, whatever it may hold, and what differs is named", async () => {
    stack({ "tfconfig/m-/cdk.tf.json": '{"resource":{"before":1}}' });
    expect(await reviewed()).toEqual({
      ...stale,
      stderr: expect.stringMatching(/is stale.*\n.*cdk\.tf\.json.*\n.*cdktf diff prod/),
    });
  });

  test("so is one of other modules, and one that lacks a file", async () => {
    const modules = JSON.stringify([
      { Key: "", Dir: "." },
      { Key: "m", Dir: "modules/m" },
    ]);
    const files = { "tfconfig/m-/cdk.tf.json": CONFIGURATION, "tfconfig/modules.json": modules };
    desk.file("cdktf.out/stacks/prod/modules/m/main.tf", "# now");
    stack({ ...files, "tfconfig/m-m/main.tf": "# before" });
    expect(await reviewed()).toMatchObject({ ...stale, stderr: expect.stringContaining("modules/m/main.tf") });
    stack({ ...files, "tfconfig/m-m/main.tf": "# now" });
    expect(await reviewed()).toMatchObject({ code: 0 });
    desk.file("cdktf.out/stacks/prod/added.tf", "# now");
    expect(await reviewed()).toMatchObject({ ...stale, stderr: expect.stringContaining("added.tf") });
  });

  test("cannot be told of what is no plain plan file: refused", async () => {
    stack({ tfplan: "x" });
    expect(await reviewed()).toMatchObject({ ...stale, stderr: expect.stringContaining("holds no configuration") });
    desk.file("cdktf.out/stacks/prod/plan", '{"encrypted_data":"x"}');
    expect(await reviewed()).toMatchObject({ ...stale, stderr: expect.stringContaining("no zip archive") });
  });
});

test("a plan with errors does not pass, and says how to go on", async () => {
  desk.file("failed.json", planText([], { errored: true, complete: false }));
  const { code, stdout } = await desk.cli("review", "failed.json", "--fail-on", "new");
  expect([code, stdout]).toEqual([3, expect.stringContaining("errored (1 plan)")]);
  expect(stdout).toContain("plan again");
});

test("the digest is that of the file, and the version of the provider that of the plan's lock file", async () => {
  const sha256 = createHash("sha256").update(still).digest("hex");
  expect((await desk.cli("review", "still.json")).stdout).toContain(sha256);
  const address = "example.com/x/cloudcraft";
  const provider_config = { cloudcraft: { name: "cloudcraft", full_name: address, version_constraint: "~> 0.1" } };
  desk.file("plan-of-prod.json", planText([], { configuration: { provider_config, root_module: {} } }));
  stack({
    "tfconfig/m-/cdk.tf.json": CONFIGURATION,
    ".terraform.lock.hcl": `provider "${address}" {\n  version     = "0.1.7"\n  constraints = "~> 0.1"\n}\n`,
  });
  desk.env.TERRAFORM_BINARY_NAME = desk.file("fake-terraform", "#!/bin/sh\ncat plan-of-prod.json\n", 0o755);
  expect((await desk.cli("review", "--stack", "prod")).stdout).toContain("with `example.com/x/cloudcraft` `0.1.7`");
});

test("the formats, and the schema of the JSON", async () => {
  const begins = {
    markdown: "<!-- cdktf-cloudcraft review -->",
    terminal: "Broader",
    json: "{",
    html: "<!doctype html>",
  };
  for (const [format, begin] of Object.entries(begins)) {
    expect((await desk.cli("review", "broader.json", "--format", format)).stdout.startsWith(begin)).toBe(true);
  }
  expect((await desk.cli("review", "broader.json")).stdout.startsWith(begins.markdown)).toBe(true);
  expect(JSON.parse((await desk.cli("review", "--schema")).stdout)).toMatchObject({
    $id: "urn:cdktf-cloudcraft:review:1",
  });
});
