import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Terraform } from "../support/terraform";
import { shelfIn } from "../support/toys";
import { bundleToys } from "../support/toys-plugin";

let toys: Awaited<ReturnType<typeof bundleToys>>;
const folders: Terraform[] = [];

beforeAll(async () => {
  toys = await bundleToys(`1.3.${process.pid}`);
});
afterEach(() => {
  for (const terraform of folders.splice(0)) terraform.remove();
});
afterAll(() => toys.remove());

/** Terraform in a fresh folder with a configuration of toys. */
async function setUp(configuration: string) {
  const terraform = new Terraform({ providers: [toys] });
  folders.push(terraform);
  const folder = join(terraform.folder, "shelf");
  terraform.write({
    "versions.tf.json": { terraform: { required_providers: { toys: { source: toys.address } } } },
    "provider.tf": `provider "toys" {\n  folder = ${JSON.stringify(folder)}\n}\n`,
    "main.tf": configuration,
  });
  await terraform.init();
  return { terraform, shelf: shelfIn(folder), ids: () => readdirSync(folder).map((name) => name.replace(".json", "")) };
}

const safe = (pin: string, version: number) => `
ephemeral "toys_loan" "a" {
  name = "Ada"
}

resource "toys_safe" "a" {
  pin_wo         = "${pin}\${length(ephemeral.toys_loan.a.ticket)}"
  pin_wo_version = ${version}
}

output "stacked" {
  value = provider::toys::stack(2, null, "red", "blue")
}
`;

test("an ephemeral value goes into a write-only attribute, and is in no state, no plan and no log; a function is called", async () => {
  const { terraform, shelf, ids } = await setUp(safe("4077123", 1));
  await terraform.apply();
  const id = String((await terraform.values("toys_safe.a"))?.id);
  expect(shelf.get(id)).toEqual({ pin: expect.stringMatching(/^4077123\d\d$/) });
  expect(shelf.get("loan")).toMatchObject({ opened: "Ada", closed: "Ada" });
  expect(terraform.state).toContain('"ground red blue red blue"');
  expect((await terraform.plan()).actions).toEqual({});

  terraform.write({ "main.tf": safe("5099321", 1) });
  expect((await terraform.plan()).actions).toEqual({});
  terraform.write({ "main.tf": safe("5099321", 2) });
  const { said, actions } = await terraform.plan();
  expect(actions).toEqual({ "toys_safe.a": ["update"] });
  await terraform.apply();
  expect(shelf.get(id)).toEqual({ pin: expect.stringMatching(/^5099321/) });
  expect((await terraform.plan()).actions).toEqual({});
  for (const text of ["4077123", "5099321", "ticket-of"]) {
    expect(said).not.toContain(text);
    expect(terraform.state).not.toContain(text);
    expect(terraform.log).not.toContain(text);
  }
  await terraform.destroy();
  expect(ids()).toEqual(["loan"]);
});

test("a wrong argument of a function is shown with its reason and its name", async () => {
  const { terraform } = await setUp(`output "stacked" {\n  value = provider::toys::stack(-1, null)\n}\n`);
  const { code, stderr } = await terraform.run("plan", "-no-color", "-input=false");
  expect(code).toBe(1);
  expect(stderr).toMatch(/Invalid value for "often" parameter: Nothing is done less than\s+never\.\n/);
});

test("a secret that has become due is changed in place, once, and the plan says which values will be new", async () => {
  const { terraform, shelf, ids } = await setUp(`resource "toys_rotating" "a" {\n  name = "Ada"\n}\n`);
  await terraform.apply();
  const before = await terraform.values("toys_rotating.a");
  expect((await terraform.plan()).actions).toEqual({});
  shelf.put(String(before?.id), { dueAt: "2000-01-01T00:00:00Z" });
  const { said, actions } = await terraform.plan();
  expect(actions).toEqual({ "toys_rotating.a": ["update"] });
  expect(said).toMatch(/~ id += ".*" -> \(known after apply\)/);
  expect(said).not.toMatch(/~ (name|made) /);
  await terraform.apply();
  const after = await terraform.values("toys_rotating.a");
  expect(after?.id).not.toBe(before?.id);
  expect(after).toMatchObject({ made: before?.made, due: false, secret: `secret-${after?.id}` });
  expect((await terraform.plan()).actions).toEqual({});
  expect(ids()).toEqual([after?.id]);

  terraform.write({ "main.tf": `resource "toys_rotating" "a" {\n  name    = "Ada"\n  trigger = "again"\n}\n` });
  expect((await terraform.plan()).said).toMatch(/~ id += ".*" -> \(known after apply\)/);
  await terraform.apply();
  expect((await terraform.values("toys_rotating.a"))?.id).not.toBe(after?.id);
  await terraform.destroy();
  expect(ids()).toEqual([]);
});
