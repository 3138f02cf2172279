import { join } from "node:path";
import { cloudcraftTerraform, filesWith, keyValues, unzipped } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import { type Terraform, TRACED } from "../support/terraform";

jest.setTimeout(180_000);

const ALICE = "YWxpY2UtYWxpY2UtYWxpY2UtYWxpY2UtYWxpY2UtMDE=";
const PLATFORM = "11111111-1111-4111-8111-111111111111";
const DATA = "22222222-2222-4222-8222-222222222222";
const owner = { user: "olivia@example.com" };

let emulator: Emulated;
let terraform: Terraform;
/** What Terraform said, to be searched for secrets. */
let said: string[];

beforeEach(async () => {
  said = [];
  emulator = await emulated({
    // Keys are an hour old for whoever looks at them: what is missing is gone then, and no read of a replica that lags.
    now: () => Date.now() - 3_600_000,
    seed: {
      users: [
        { name: "Olivia", email: "olivia@example.com", role: "owner" },
        { name: "Alice", email: "alice@example.com", role: "admin", apiKey: ALICE },
      ],
      teams: [
        { id: PLATFORM, name: "Platform", members: [owner] },
        { id: DATA, name: "Data", members: [owner] },
      ],
    },
  });
  terraform = cloudcraftTerraform(emulator, TRACED);
});
afterEach(async () => {
  terraform.remove();
  await emulator.close();
});

const ours = async () => (await emulator.state()).apiKeys.filter(({ name }) => name.startsWith("CI"));

function declare(attributes: string): Terraform {
  return terraform.write({ "main.tf": `resource "cloudcraft_api_key" "ci" {\n${attributes}\n}\n` });
}

async function plan(...args: string[]) {
  const planned = await terraform.plan(...args);
  said.push(planned.said);
  return planned;
}

/** Applies what was planned last, or else whatever there is to do. */
async function apply(...args: string[]) {
  said.push(await terraform.apply(...args));
  said.push(await terraform.expectSettled());
}

/** The three checks that every scenario ends in; the first, an empty plan, follows each apply. */
async function endsWell() {
  const values = [...(await keyValues(terraform)), emulator.apiKey, ALICE];
  said.push(await terraform.destroy());
  expect(await ours()).toEqual([]);
  for (const value of values) {
    expect(said.join("\n").includes(value)).toBe(false);
    expect(terraform.log.includes(value)).toBe(false);
    expect(filesWith(value, join(terraform.folder, ".."), (name) => /tfstate|plan\.bin/.test(name))).toEqual([]);
  }
}

test("a key lives through every change in place, and drift in every attribute is shown and healed", async () => {
  await declare('name = "CI"').init();
  await apply();
  const first = await terraform.values("cloudcraft_api_key.ci");
  expect(first).toMatchObject({ name: "CI", permission: "read", read_access: null, justification: null });

  for (const attributes of [
    'name = "CI 2"',
    'name = "CI 2"\n permission = "read-write"',
    `name = "CI 2"\n permission = "read-write"\n read_access = ["team/${PLATFORM}", "team/${DATA}"]`,
    `name = "CI 2"\n permission = "read-write"\n read_access = ["team/${DATA}", "team/${PLATFORM}"]\n write_access = ["team/${DATA}"]`,
    'name = "CI 2"\n read_access = []\n justification = "why"',
    'name = "CI 2"\n justification = "why not"',
  ]) {
    declare(attributes);
    const { actions } = await plan();
    for (const action of Object.values(actions)) expect(action).toEqual(["update"]);
    await apply("plan.bin");
  }
  expect(await terraform.values("cloudcraft_api_key.ci")).toMatchObject({ id: first?.id, key: first?.key });

  const access = [`team/${PLATFORM}`];
  const drift = { name: "CI edited", permission: "read-write", readAccess: access, writeAccess: access };
  await emulator.control("PATCH", `apikey/${first?.id}`, drift);
  const { actions, said: text } = await plan();
  expect(actions).toEqual({ "cloudcraft_api_key.ci": ["update"] });
  for (const name of ["name", "permission", "read_access", "write_access"]) {
    expect(text).toMatch(new RegExp(`^ +[~+-] ${name} `, "m"));
  }
  await apply("plan.bin");
  expect(await ours()).toMatchObject([{ name: "CI 2", permission: "read", readAccess: [], writeAccess: [] }]);
  await endsWell();
});

test("a key deleted by hand is planned to be made again, and a warning says so", async () => {
  await declare('name = "CI"').init();
  await apply();
  await emulator.control("DELETE", `apikey/${(await ours())[0]?.id}`);
  const { actions, said: text } = await plan();
  expect(actions).toEqual({ "cloudcraft_api_key.ci": ["create"] });
  expect(text).toContain('API key "CI" no longer exists');
  await apply();
  await endsWell();
});

test("the credential of somebody who cannot see the keys makes an error, never a plan to recreate them", async () => {
  await declare('name = "CI"').init();
  await apply();
  const provider = (more: string) => `provider "cloudcraft" {\n  api_key = "${ALICE}"\n${more}\n}\n`;
  terraform.write({ "as-alice.tf": provider("") });
  const { code, stderr } = await terraform.run("plan", "-no-color");
  said.push(stderr);
  expect(code).toBe(1);
  expect(stderr.replace(/\s+/g, " ")).toContain("treat_invisible_as_deleted = true");

  terraform.write({ "as-alice.tf": provider("  treat_invisible_as_deleted = true") });
  expect((await plan()).actions).toEqual({ "cloudcraft_api_key.ci": ["create"] });
  terraform.write({ "as-alice.tf": "" });
  await endsWell();
});

test("an imported key has an empty plan, and keeps its value for whoever has it", async () => {
  const made = (await emulator.control("POST", "apikey", {
    name: "CI by hand",
    permission: "read-write",
    creator: "olivia@example.com",
    readAccess: [`team/${DATA}`],
    key: "bWFkZS1ieS1oYW5kLW1hZGUtYnktaGFuZC1tYWRlLTEyMzQ=",
  })) as { id: string };
  declare(`name = "CI by hand"\n permission = "read-write"\n read_access = ["team/${DATA}"]`);
  await terraform.init();
  expect((await terraform.run("import", "-no-color", "cloudcraft_api_key.ci", made.id)).code).toBe(0);
  expect((await plan()).actions).toEqual({});
  expect(await terraform.values("cloudcraft_api_key.ci")).toMatchObject({ id: made.id, key: null, hint: "bWF" });

  const { code, stderr } = await terraform.run("import", "-no-color", "cloudcraft_api_key.other", made.id);
  expect([code, stderr]).toEqual([1, expect.stringContaining("cloudcraft_api_key.other")]);
  await endsWell();
});

test("another key of the same name is a warning at plan, with its id", async () => {
  const { id } = (await emulator.control("POST", "apikey", {
    name: "CI",
    permission: "read",
    creator: "olivia@example.com",
  })) as { id: string };
  await declare('name = "CI"').init();
  expect((await plan()).said.replace(/\s+/g, " ")).toContain(`terraform import cloudcraft_api_key.<name> ${id}`);
});

test("fifty keys of a for_each are shared with a team that is looked up, and cost one list per plan", async () => {
  terraform.write({
    "main.tf": `
      data "cloudcraft_team" "platform" { name = "Platform" }
      data "cloudcraft_user" "me" {}
      resource "cloudcraft_api_key" "ci" {
        for_each    = toset([for n in range(50) : tostring(n)])
        name        = "CI \${each.key}"
        read_access = [data.cloudcraft_team.platform.acl]
      }
      resource "terraform_data" "later" {}
      data "cloudcraft_team" "unknown" { id = terraform_data.later.id == "x" ? "${DATA}" : "${DATA}" }
      resource "cloudcraft_api_key" "unknown" {
        name         = "CI unknown"
        write_access = [data.cloudcraft_team.unknown.acl]
      }
      output "me" { value = data.cloudcraft_user.me.email }
    `,
  });
  await terraform.init();
  await apply();
  expect(await ours()).toHaveLength(51);
  const before = emulator.requests.length;
  expect((await plan()).actions).toEqual({});
  const requests = emulator.requests.slice(before);
  expect(requests.filter((line) => line === "GET /apikey 200")).toHaveLength(1);
  expect([...new Set(requests)].sort()).toEqual(["GET /apikey 200", "GET /team 200", "GET /user/me 200"]);
  await endsWell();
});

describe("bad input", () => {
  test.each([
    ['name = " "', "must not be blank"],
    ['name = "CI"\n permission = "write"', '"read", "read-write"'],
    ['name = "CI"\n read_access = ["Platform"]', '"team/UUID"'],
    [`name = "CI"\n write_access = ["${DATA}"]`, `"team/${DATA}"`],
  ])("%s is refused by validate", async (attributes, why) => {
    await declare(attributes).init();
    const { code, stderr } = await terraform.run("validate", "-no-color");
    expect([code, stderr.replace(/\s+/g, " ")]).toEqual([1, expect.stringContaining(why)]);
  });

  test.each([
    ['api_key = "two words"', "blanks, line breaks"],
    ['api_key_file = "missing.txt"', "cannot be read"],
    ['base_url = "http://cloudcraft.example"', "insecure_http"],
    ['request_timeout = "soon"', '"30s"'],
    ['api_keys_path = "/nowhere"', "no endpoint for API keys"],
  ])("a provider with %s is refused at plan, at the attribute", async (attribute, why) => {
    await declare('name = "CI"').init();
    terraform.write({ "provider.tf": `provider "cloudcraft" {\n  ${attribute}\n}\n` });
    const { code, stderr } = await terraform.run("plan", "-no-color");
    expect([code, stderr.replace(/[\s│]+/g, " ")]).toEqual([1, expect.stringContaining(why)]);
    if (!attribute.startsWith("api_keys_path")) expect(stderr).toContain(attribute.split(" ")[0]);
  });

  test("an unknown team lists those that there are", async () => {
    terraform.write({ "main.tf": 'data "cloudcraft_team" "t" { name = "platform" }' });
    await terraform.init();
    const { stderr } = await terraform.run("plan", "-no-color");
    expect(stderr.replace(/\s+/g, " ")).toContain(`"Platform" (${PLATFORM})`);
  });
});

test("the state holds the value, and so does a plan file: the search for secrets can find one", async () => {
  await declare('name = "CI"').init();
  await apply();
  const [value = "none"] = await keyValues(terraform);
  declare('name = "CI 2"');
  await plan();
  expect(terraform.state).toContain(value);
  expect(unzipped(join(terraform.folder, "plan.bin"))).toContain(value);
});

test("what is looked up after something was made, by whomever, sees it in the same apply", async () => {
  terraform.write({
    "main.tf": `
      provider "cloudcraft" { alias = "other" }
      data "cloudcraft_api_keys" "before" { name = "CI *" }
      resource "cloudcraft_api_key" "ci" {
        provider   = cloudcraft.other
        name       = "CI by another alias"
        depends_on = [data.cloudcraft_api_keys.before]
      }
      resource "terraform_data" "team" {
        depends_on = [data.cloudcraft_api_keys.before]
        provisioner "local-exec" {
          command = "${process.execPath} make-team.mjs"
        }
      }
      data "cloudcraft_api_keys" "after" {
        name       = "CI *"
        depends_on = [cloudcraft_api_key.ci]
      }
      data "cloudcraft_team" "new" {
        name       = "New"
        depends_on = [terraform_data.team]
      }
      output "names" { value = data.cloudcraft_api_keys.after.keys[*].name }
      output "team" { value = data.cloudcraft_team.new.name }
    `,
  });
  terraform.write({
    "make-team.mjs": `await fetch("${emulator.url}/_emulator/team", { method: "POST", body: '{"name": "New"}' });`,
  });
  await terraform.init();
  const applied = await terraform.apply();
  expect(applied).toContain('team = "New"');
  expect(applied).toMatch(/names = tolist\(\[\s*"CI by another alias",\s*\]/);
  await endsWell();
});

test("a configuration that sets what is read-only is refused at validate, with every name", async () => {
  await declare('name = "CI"\n hint = "abc"\n creator_id = "invented"\n key = "hunter2-hunter2"').init();
  terraform.write({
    "more.tf": `data "cloudcraft_team" "t" {\n  name = "Platform"\n  acl = "team/${DATA}"\n}\n`,
  });
  const { code, stderr } = await terraform.run("validate", "-no-color");
  expect(code).toBe(1);
  for (const name of ["hint", "creator_id", "key", "acl"]) expect(stderr).toContain(`\`${name}\` is read-only`);
  expect(stderr).not.toContain("hunter2");
});

test("a key written into the configuration is on no screen, however wrong it is", async () => {
  await declare('name = "CI"').init();
  for (const literal of ["hunter2 hunter2", "hunter2-hunter2"]) {
    terraform.write({ "provider.tf": `provider "cloudcraft" {\n  api_key = "${literal}"\n}\n` });
    const { code, stdout, stderr } = await terraform.run("plan", "-no-color");
    expect([code, stdout + stderr]).toEqual([1, expect.stringMatching(/^Error: /m)]);
    expect(stdout + stderr).not.toContain("hunter2");
  }
});

test("all keys in sight are adopted with what is found about them, and nothing is to be changed", async () => {
  for (const [name, readAccess] of [
    ["CI shared", [`team/${DATA}`]],
    ["CI not shared", []],
    ["CI never shared", null],
  ] as const)
    await emulator.control("POST", "apikey", { name, permission: "read", creator: "olivia@example.com", readAccess });
  terraform.write({
    "main.tf": `
      data "cloudcraft_api_keys" "all" {
        name = "CI*"
      }
      locals {
        keys = { for key in data.cloudcraft_api_keys.all.keys : key.id => key }
      }
      import {
        for_each = local.keys
        to       = cloudcraft_api_key.adopted[each.key]
        id       = each.key
      }
      resource "cloudcraft_api_key" "adopted" {
        for_each     = local.keys
        name         = each.value.name
        permission   = each.value.permission
        read_access  = each.value.read_access
        write_access = each.value.write_access
      }`,
  });
  await terraform.init();
  expect((await plan()).said).toContain("Plan: 3 to import, 0 to add, 0 to change, 0 to destroy.");
  await apply();
  await endsWell();
});
