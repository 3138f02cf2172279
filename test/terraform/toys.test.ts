import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { eventually, processes, Terraform, TRACED } from "../support/terraform";
import { shelfIn } from "../support/toys";
import { bundleToys } from "../support/toys-plugin";

let toys: Awaited<ReturnType<typeof bundleToys>>;
const folders: Terraform[] = [];

beforeAll(async () => {
  // A version of its own, by which its processes can be told from those of other tests.
  toys = await bundleToys(`1.2.${process.pid}`);
});
afterEach(() => {
  for (const terraform of folders.splice(0)) terraform.remove();
});
afterAll(() => toys.remove());

const token = "hunter2-the-token";

/** Terraform in a fresh folder with a configuration of toys. */
async function setUp(
  configuration: string,
  settings = `token = "${token}"`,
  env: Readonly<Record<string, string>> = {},
) {
  const terraform = new Terraform({ providers: [toys], env });
  folders.push(terraform);
  const folder = join(terraform.folder, "shelf");
  terraform.write({
    "versions.tf.json": { terraform: { required_providers: { toys: { source: toys.address } } } },
    "provider.tf": `provider "toys" {\n  folder = ${JSON.stringify(folder)}\n  ${settings}\n}\n`,
    "main.tf": configuration,
  });
  await terraform.init();
  const shelf = shelfIn(folder);
  const ids = () => {
    try {
      return readdirSync(folder).map((name) => name.replace(/\.json$/, ""));
    } catch {
      return [];
    }
  };
  const change = (what: object) => {
    for (const id of ids()) shelf.put(id, { ...shelf.get(id), ...what });
  };
  return { terraform, shelf, ids, change };
}

const box = (body: string, name = "a") => `resource "toys_box" "${name}" {\n  ${body}\n}\n`;

const everything = (more: string) => `
locals {
  guests = ["c@d", "a@b"]
}
${box(`
  name   = "First"
  open   = true
  tags   = ["b", "a", "a"]
  steps  = ["x", "y", "x"]
  labels = { camelCase = "kept", "with space" = "too" }
  lid    = { color = "red" }
  parts  = [{ name = "one" }, { name = "two", count = 3 }]
  guests = [for email in local.guests : { email = email }]
  password = "swordfish-the-password"
  ${more}
`)}`;

test("the life of an object: made, left alone, changed in place, replaced, gone", async () => {
  const { terraform, ids } = await setUp(everything('level = "low"'), undefined, TRACED);
  expect(await terraform.apply()).toContain("1 added");
  const made = await terraform.values("toys_box.a");
  expect(made).toMatchObject({
    level: "low",
    tags: ["a", "b"],
    labels: { camelCase: "kept", "with space": "too" },
    lid: { color: "red", hinge: null, code: expect.stringContaining("code-toy") },
    parts: [
      { name: "one", count: 1, serial: expect.any(String) },
      { name: "two", count: 3, serial: expect.any(String) },
    ],
    guests: [
      { email: "a@b", role: "reader" },
      { email: "c@d", role: "reader" },
    ],
    revision: 1,
  });
  await terraform.expectSettled();

  terraform.write({ "main.tf": everything('level = "high"') });
  const plan = await terraform.plan();
  expect(plan.actions).toEqual({ "toys_box.a": ["update"] });
  expect(plan.said).toMatch(/~ level +=? "low" -> "high"/);
  expect(plan.said).not.toMatch(/~ (id|secret|lid|parts)\b/);
  await terraform.apply();
  expect(await terraform.values("toys_box.a")).toMatchObject({ level: "high", id: made?.id, revision: 2 });
  await terraform.expectSettled();

  terraform.write({ "main.tf": everything('kind = "round"') });
  const replacement = await terraform.plan();
  expect(replacement.actions).toEqual({ "toys_box.a": ["delete", "create"] });
  expect(replacement.said).toContain("# forces replacement");
  await terraform.apply();
  const replaced = await terraform.values("toys_box.a");
  expect(replaced?.id).not.toBe(made?.id);
  expect(ids()).toEqual([replaced?.id]);
  await terraform.expectSettled();

  expect(await terraform.destroy()).toContain("Warning: A box is going to be deleted");
  expect(ids()).toEqual([]);
  for (const text of [token, "swordfish-the-password"]) expect(terraform.log).not.toContain(text);
});

test("drift shows where it is and is put right; another spelling is no drift; an object that has gone is made again", async () => {
  const { terraform, ids, change, shelf } = await setUp(box('name = "First"\n  tags = ["a", "b"]'));
  await terraform.apply();
  change({ name: "FIRST", tags: ["b", "a"] });
  await terraform.expectSettled();
  change({ tags: ["b", "c"], level: "high" });
  const { said, actions } = await terraform.plan();
  expect(actions).toEqual({ "toys_box.a": ["update"] });
  expect(said).toMatch(/level += "high" -> "low"/);
  await terraform.apply();
  await terraform.expectSettled();
  const [id = ""] = ids();
  expect(shelf.get(id)).toMatchObject({ level: "low", tags: ["a", "b"] });

  shelf.remove(id);
  const gone = await terraform.plan();
  expect(gone.actions).toEqual({ "toys_box.a": ["create"] });
  expect(gone.said).toContain("Warning: A box has gone");
  await terraform.apply();
  expect(ids()).toHaveLength(1);
});

test("an existing object is imported and then needs no change; a missing one is named", async () => {
  const { terraform, shelf } = await setUp(box('name = "Found"'));
  const missing = await terraform.run("import", "-no-color", "toys_box.a", "lost");
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('Cannot import toys_box "lost"');
  const state = { id: "found", name: "Found", level: "low", open: false, size: 3, secret: "s", revision: 5 };
  shelf.put("found", state);
  expect((await terraform.run("import", "-no-color", "toys_box.a", "found")).code).toBe(0);
  expect(await terraform.values("toys_box.a")).toMatchObject({ id: "found", size: 3, revision: 5, tags: null });
  await terraform.expectSettled();
  await terraform.run("state", "rm", "toys_box.a");
  terraform.write({ "import.tf": 'import {\n  to = toys_box.a\n  id = "found"\n}\n' });
  expect(await terraform.apply()).toContain("1 imported, 0 added, 0 changed");
});

test("values that become known only at apply pass through every kind of attribute", async () => {
  const { terraform } = await setUp(`
resource "terraform_data" "later" {
  input = "later"
}
${box(`
  name   = "pre-\${terraform_data.later.id}"
  tags   = ["fixed", terraform_data.later.output]
  steps  = [terraform_data.later.output]
  labels = { fixed = "x", later = terraform_data.later.output }
  lid    = { color = terraform_data.later.output }
  parts  = [{ name = terraform_data.later.output }]
  guests = [{ email = terraform_data.later.output }, { email = "known" }]
`)}
${box('name = "whole"\n  tags = terraform_data.later.output == "" ? null : toset([terraform_data.later.output])\n  guests = [for part in toys_box.a.parts : { email = part.serial }]', "b")}
data "toys_look" "b" {
  id = toys_box.b.id
}
output "found" {
  value = data.toys_look.b.name
}
`);
  const plan = await terraform.plan();
  expect(plan.said).toMatch(/name += \(known after apply\)/);
  await terraform.apply();
  expect(await terraform.values("toys_box.a")).toMatchObject({
    steps: ["later"],
    tags: ["fixed", "later"],
    guests: [
      { email: "known", role: "reader" },
      { email: "later", role: "reader" },
    ],
  });
  expect((await terraform.showJson()).values?.outputs?.found?.value).toBe("whole");
  await terraform.expectSettled();
});

test("numbers keep every digit", async () => {
  const numbers = [
    "0",
    "-1",
    "0.1",
    "1.5",
    "0.0000001",
    "0.30000000000000004",
    "3.14159265358979323846",
    "9007199254740993",
    "18446744073709551615",
    "-9223372036854775808",
    "100000000000000000000",
    `1${"0".repeat(400)}`,
  ];
  const { terraform } = await setUp(
    `${numbers.map((value, at) => `resource "toys_gauge" "g${at}" {\n  value = ${value}\n  values = [${value}]\n}\n`).join("")}
${box('name = "sized"\n  size = 9007199254740993')}`,
  );
  await terraform.apply();
  await terraform.expectSettled();
  for (const value of numbers)
    expect(terraform.state).toMatch(new RegExp(`"value": ${value.replace(".", "\\.")}(,|\\n)`));
  // The service behind the box has seen the size only rounded; that is no drift.
  expect(terraform.state).toContain('"size": 9007199254740993');
});

test("null, empty and absent stay what they were", async () => {
  const { terraform } = await setUp(
    box('name = "empty"\n  tags = []\n  steps = []\n  labels = {}\n  parts = []\n  kind = ""') +
      box('name = "null"\n  tags = null', "b"),
  );
  await terraform.apply();
  expect(await terraform.values("toys_box.a")).toMatchObject({ tags: [], steps: [], labels: {}, parts: [], kind: "" });
  expect(await terraform.values("toys_box.b")).toMatchObject({ tags: null, steps: null, lid: null, kind: null });
  await terraform.expectSettled();
});

test("text of every kind passes, and much of it", async () => {
  const { terraform } = await setUp(`
resource "toys_gauge" "g" {
  note = file("note.txt")
}
resource "toys_gauge" "long" {
  note = file("long.txt")
}
`);
  const note = "e\u0301 \u{1F600} $'{x}' \"quoted\"\n\t\u0001";
  const long = "äöü".repeat(256 * 1024);
  terraform.write({ "note.txt": note, "long.txt": long });
  await terraform.apply();
  expect(await terraform.values("toys_gauge.g")).toMatchObject({ note: note.normalize() });
  expect((await terraform.values("toys_gauge.long"))?.note).toBe(long);
  await terraform.expectSettled();
});

test("what is wrong with a configuration is shown at the attribute", async () => {
  const wrong = `${box('name  = "a"\n  level = "medium"')}${box('name = " "', "b")}${box('name = "both"\n  size = 3', "c")}
data "toys_look" "d" {
  id = "nowhere"
}
`;
  const { terraform } = await setUp(wrong);
  const { code, stderr } = await terraform.run("validate", "-no-color");
  expect(code).toBe(1);
  expect(stderr).toMatch(/with toys_box\.a,\s+on main\.tf line 3/);
  expect(stderr).toContain('`level` must be one of "low", "high", not "medium".');
  expect(stderr).toContain("The name must not be blank.");
  expect(stderr).toContain("Not with this name.");
  expect(stderr).toContain("Nowhere is no place.");
});

test("what is wrong with the provider's settings is shown there, and a secret among them nowhere", async () => {
  const { terraform } = await setUp(box('name = "a"'), `token = "${token}"\n  greeting = "bye"`, TRACED);
  const { stderr } = await terraform.run("plan", "-no-color");
  expect(stderr).toMatch(/Too early to leave/);
  expect(stderr).toMatch(/on provider\.tf line 4/);
  expect(stderr + terraform.log).not.toContain(token);
});

test("settings that are known only after apply are no obstacle to a plan, neither the first nor a later one", async () => {
  const { terraform } = await setUp(
    `resource "terraform_data" "later" {\n  input = "${token}"\n}\n${box('name = "a"')}`,
    "token = terraform_data.later.output",
  );
  expect((await terraform.plan()).actions).toMatchObject({ "toys_box.a": ["create"] });
  expect(await terraform.apply()).toContain("2 added");
  terraform.write({ "main.tf": `resource "terraform_data" "later" {\n  input = "other"\n}\n${box('name = "a"')}` });
  const { code, stdout } = await terraform.run("plan", "-no-color");
  expect(code).toBe(0);
  expect(stdout).toContain("The provider's settings are not known yet");
  expect(stdout).toContain("`token`");
});

test("a plan may be refused, and a warning is shown at its attribute", async () => {
  const { terraform } = await setUp(
    box('name = "a"\n  mishap = "refused"') + box('name = "b"\n  mishap = "warn"', "b"),
  );
  const { stderr } = await terraform.run("plan", "-no-color");
  expect(stderr).toMatch(/Error: Not allowed[\s\S]*mishap = "refused"/);
  terraform.write({ "main.tf": box('name = "b"\n  mishap = "warn"', "b") });
  expect(await terraform.apply()).toMatch(/Warning: Mind the box[\s\S]*name = "b"/);
});

test("a creation that fails late is kept, tainted, and replaced; one that fails early leaves nothing", async () => {
  const { terraform, ids } = await setUp(box('name = "a"\n  mishap = "late"'));
  const { code, stderr } = await terraform.run("apply", "-auto-approve", "-no-color");
  expect(code).toBe(1);
  expect(stderr).toContain("Too late for (sensitive value)");
  expect(ids()).toHaveLength(1);
  expect(terraform.state).toContain('"status": "tainted"');
  terraform.write({ "main.tf": box('name = "a"') });
  expect((await terraform.plan()).actions).toEqual({ "toys_box.a": ["delete", "create"] });
  await terraform.apply();
  expect(ids()).toHaveLength(1);

  terraform.write({ "main.tf": box('name = "a"\n  mishap = "unsaved"') });
  expect((await terraform.run("apply", "-auto-approve", "-no-color")).stderr).toContain("Not saved");
  expect((await terraform.values("toys_box.a"))?.mishap).toBeNull();
  terraform.write({ "main.tf": box('name = "a"\n  mishap = "late"') });
  expect((await terraform.run("apply", "-auto-approve", "-no-color")).stderr).toContain("Too late");
  expect(await terraform.values("toys_box.a")).toMatchObject({ mishap: "late", revision: 2 });
  await terraform.expectSettled();
});

test("a deletion that fails keeps the object", async () => {
  const { terraform, ids, shelf } = await setUp(box('name = "a"\n  mishap = "sticky"'));
  await terraform.apply();
  const { code, stderr } = await terraform.run("destroy", "-auto-approve", "-no-color");
  expect(code).toBe(1);
  expect(stderr).toMatch(/Error: The box is stuck\n[\s\S]*Glue\.[\s\S]*Pull harder\./);
  expect(await terraform.values("toys_box.a")).toBeDefined();
  shelf.put("unstick", {});
  await terraform.destroy();
  expect(ids()).toEqual(["unstick"]);
});

test("a service that does not do as it is told costs a warning, and the next plan shows it", async () => {
  const { terraform } = await setUp(box('name = "a"\n  mishap = "contrary"'));
  const applied = await terraform.apply();
  expect(applied).toContain("Warning: The value of `level` is not the planned one");
  expect(await terraform.values("toys_box.a")).toMatchObject({ level: "low" });
});

test("a handler that returns the wrong type is reported, and the object is not lost", async () => {
  const { terraform } = await setUp(box('name = "a"\n  mishap = "mistyped"'));
  const { stderr } = await terraform.run("apply", "-auto-approve", "-no-color");
  expect(stderr).toContain("The handler returned a number for `secret`, where a string belongs.");
  expect(await terraform.values("toys_box.a")).toMatchObject({ id: expect.stringContaining("toy-") });
});

test("a fatal error is shown as a crash of the plugin, with its stack", async () => {
  const { terraform } = await setUp(box('name = "a"\n  mishap = "crash"'));
  const { code, stderr } = await terraform.run("apply", "-auto-approve", "-no-color");
  expect(code).toBe(1);
  expect(stderr).toContain(`Stack trace from the ${basename(toys.executable)} plugin`);
  expect(stderr).toContain("panic: The toy broke, and (sensitive value) with it");
});

test("a state of an older version is brought up to date", async () => {
  const { terraform } = await setUp(box('name = "Old"\n  size = 9007199254740993'));
  await terraform.apply();
  const state = JSON.parse(terraform.state.replace("9007199254740993", '"exact"'));
  const { attributes } = state.resources[0].instances[0];
  attributes.title = attributes.name;
  attributes.weight = attributes.size;
  attributes.superfluous = true;
  for (const name of ["name", "size", "steps"]) delete attributes[name];
  state.resources[0].instances[0].schema_version = 0;
  state.serial += 1;
  terraform.write({ "terraform.tfstate": JSON.stringify(state).replace('"exact"', "9007199254740993") });
  await terraform.expectSettled();
});

test("lifecycle arguments do what they do elsewhere", async () => {
  const { terraform, ids, change } = await setUp(box('name = "a"\n  lifecycle {\n    ignore_changes = all\n  }'));
  await terraform.apply();
  change({ level: "high" });
  await terraform.expectSettled();
  terraform.write({ "main.tf": box('name = "a"\n  lifecycle {\n    create_before_destroy = true\n  }') });
  await terraform.run("taint", "toys_box.a");
  expect((await terraform.plan()).actions).toEqual({ "toys_box.a": ["create", "delete"] });
  const before = ids();
  await terraform.apply();
  expect(ids()).toHaveLength(1);
  expect(ids()).not.toEqual(before);
});

test("a sensitive value is hidden on the screen and known to whom it is given", async () => {
  const { terraform } = await setUp(
    `${box('name = "a"')}
output "secret" {
  value     = toys_box.a.secret
  sensitive = true
}
`,
    undefined,
    TRACED,
  );
  const said = (await terraform.apply()) + (await terraform.plan()).said;
  const { values } = await terraform.showJson();
  const secret = values?.outputs?.secret?.value;
  expect(secret).toMatch(/^secret-toy-/);
  expect(said + terraform.log).not.toContain(secret);
});

test("Ctrl-C during a slow creation saves what is known of the object; afterwards nothing is left", async () => {
  const { terraform, ids } = await setUp(box('name = "a"\n  mishap = "slow"'));
  const applying = terraform.start("apply", "-auto-approve", "-no-color");
  await eventually("the box is on the shelf", () => ids().length === 1);
  process.kill(-applying.pid, "SIGINT");
  const { code, stderr } = await applying.result;
  expect(code).toBe(1);
  expect(stderr).toContain("Error: Cancelled");
  expect(terraform.state).toContain('"status": "tainted"');
  expect(await terraform.values("toys_box.a")).toMatchObject({ id: ids()[0] });
  await terraform.destroy();
  expect(ids()).toEqual([]);
  await nothingRuns(terraform);
});

test("a second Ctrl-C ends Terraform at once, and the provider with it", async () => {
  const { terraform, ids } = await setUp(box('name = "a"\n  mishap = "stubborn"'));
  const applying = terraform.start("apply", "-auto-approve", "-no-color");
  await eventually("the box is on the shelf", () => ids().length === 1);
  process.kill(-applying.pid, "SIGINT");
  await eventually("Terraform has taken note", () => applying.said().includes("Interrupt received"));
  process.kill(-applying.pid, "SIGINT");
  expect((await applying.result).code).toBe(1);
  await nothingRuns(terraform);
});

test("when Terraform is killed, no provider and no socket is left", async () => {
  const { terraform, ids } = await setUp(box('name = "a"\n  mishap = "stubborn"'));
  const applying = terraform.start("apply", "-auto-approve", "-no-color");
  await eventually("the box is on the shelf", () => ids().length === 1);
  expect(await processes(basename(toys.executable))).not.toEqual([]);
  process.kill(applying.pid, "SIGKILL");
  await nothingRuns(terraform);
});

async function nothingRuns({ tempFolder }: Terraform): Promise<void> {
  const running = async () => (await processes(basename(toys.executable))).length;
  await eventually("no provider is running", async () => (await running()) === 0);
  expect(readdirSync(tempFolder)).toEqual([]);
}
