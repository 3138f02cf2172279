import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type AccessChange,
  DEFAULT_FAIL_ON,
  gate,
  html,
  json,
  markdown,
  readFailOn,
  review,
  terminal,
} from "../../src/review";
import { planOf } from "../review/plans";
import { cloudcraftTerraform } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import type { Terraform } from "../support/terraform";

jest.setTimeout(180_000);

const PLATFORM = "11111111-1111-4111-8111-111111111111";
const DATA = "22222222-2222-4222-8222-222222222222";
const BY_HAND = "YnktaGFuZC1ieS1oYW5kLWJ5LWhhbmQtYnktaGFuZC0xMjM=";
const HUSH = "hush-hush-the-name-is-secret";
const owner = { user: "olivia@example.com" };

let emulator: Emulated;
let terraform: Terraform;
beforeAll(async () => {
  emulator = await emulated({
    seed: {
      users: [{ name: "Olivia", email: "olivia@example.com", role: "owner" }],
      teams: [
        { id: PLATFORM, name: "Platform", members: [owner] },
        { id: DATA, name: "Data", members: [owner] },
      ],
    },
  });
  terraform = cloudcraftTerraform(emulator);
});
afterAll(async () => {
  terraform.remove();
  await emulator.close();
});

const MODULE = `
terraform {
  required_providers {
    cloudcraft = { source = "terraform.local/cdktf/cloudcraft" }
  }
}
variable "who" { type = set(string) }
variable "token" {
  default   = null
  sensitive = true
}
resource "cloudcraft_api_key" "each" {
  for_each    = toset(["a", "b.c"])
  name        = "module \${each.key}"
  read_access = var.who
}
resource "terraform_data" "user" { input = var.token }
output "token" {
  value     = cloudcraft_api_key.each["a"].key
  sensitive = true
}
`;

const before = `
variable "hush" {
  default   = "${HUSH}"
  sensitive = true
}
data "cloudcraft_team" "platform" { name = "Platform" }
data "cloudcraft_teams" "all" {}
module "m" {
  source = "./m"
  who    = [data.cloudcraft_team.platform.acl]
}
resource "cloudcraft_api_key" "hidden" { name = "x \${var.hush}" }
resource "cloudcraft_api_key" "revoked" { name = "revoked" }
resource "cloudcraft_api_key" "old" { name = "moved" }
resource "cloudcraft_api_key" "forgotten" { name = "forgotten" }
resource "cloudcraft_api_key" "replaced" { name = "replaced" }
resource "cloudcraft_api_key" "edited" { name = "edited" }
resource "cloudcraft_api_key" "deleted" { name = "deleted" }
resource "cloudcraft_api_key" "same" { name = "same" }
resource "terraform_data" "consumer" { input = cloudcraft_api_key.replaced.key }
resource "terraform_data" "trigger" { input = "1" }
output "kept" {
  value     = cloudcraft_api_key.same.key
  sensitive = true
}
`;

const after = (byHand: string) => `
variable "hush" {
  default   = "${HUSH}"
  sensitive = true
}
data "cloudcraft_team" "platform" { name = "Platform" }
data "cloudcraft_team" "later" {
  name       = "Data"
  depends_on = [terraform_data.trigger]
}
data "cloudcraft_teams" "all" {}
locals { through = cloudcraft_api_key.local.key }
module "m" {
  source = "./m"
  who    = ["team/${DATA}"]
  token  = cloudcraft_api_key.same.key
}
module "n" {
  source = "./m"
  who    = [data.cloudcraft_team.platform.acl]
  token  = cloudcraft_api_key.fresh.key
}
resource "cloudcraft_api_key" "hidden" {
  name          = "x \${var.hush}"
  permission    = "read-write"
  justification = "see ${HUSH} [exception to MaximumPermission: imports]"
}
moved {
  from = cloudcraft_api_key.old
  to   = cloudcraft_api_key.moved["x"]
}
resource "cloudcraft_api_key" "moved" {
  for_each = toset(["x"])
  name     = "moved"
}
removed {
  from = cloudcraft_api_key.forgotten
  lifecycle { destroy = false }
}
resource "cloudcraft_api_key" "replaced" {
  name = "replaced"
  lifecycle { replace_triggered_by = [terraform_data.trigger] }
}
resource "cloudcraft_api_key" "edited" { name = "edited" }
resource "cloudcraft_api_key" "deleted" { name = "deleted" }
resource "cloudcraft_api_key" "same" { name = "same" }
resource "cloudcraft_api_key" "fresh" { name = "fresh" }
resource "cloudcraft_api_key" "local" { name = "local" }
resource "cloudcraft_api_key" "later" {
  name        = "later \${terraform_data.trigger.output}"
  permission  = terraform_data.trigger.output == "2" ? "read" : "read-write"
  read_access = [data.cloudcraft_team.platform.acl, data.cloudcraft_team.later.acl]
}
import {
  to = cloudcraft_api_key.imported
  id = "${byHand}"
}
resource "cloudcraft_api_key" "imported" {
  name       = "by hand"
  permission = "read-write"
}
resource "terraform_data" "consumer" { input = cloudcraft_api_key.replaced.key }
resource "terraform_data" "local" { input = local.through }
resource "terraform_data" "trigger" { input = "2" }
output "kept" {
  value     = cloudcraft_api_key.same.key
  sensitive = true
}
output "clear" { value = nonsensitive("\${cloudcraft_api_key.edited.key}") }
output "encoded" {
  value     = base64encode(module.m.token)
  sensitive = true
}
`;

/** The plan as text, as `terraform show -json` gives it. */
async function planned(...args: string[]): Promise<string> {
  return JSON.stringify((await terraform.plan(...args)).json);
}

function essence({ kinds, name, permission, seenBy, goesTo }: AccessChange) {
  return [
    kinds.join(),
    name.after ?? name.before,
    permission.after,
    seenBy.gained.map((grantee) => grantee.name).join(),
    goesTo.map(({ kind, address, certain }) => `${kind} ${address}${certain ? "" : "?"}`).join(),
  ];
}

test("what a real plan with everything in it means for access, and nothing that is sensitive", async () => {
  mkdirSync(join(terraform.folder, "m"));
  terraform.write({ "m/main.tf": MODULE, "main.tf": before });
  await terraform.init();
  await terraform.apply();
  const { apiKeys } = await emulator.state();
  const idOf = (name: string) => apiKeys.find((key) => key.name === name)?.id;
  await emulator.control("PATCH", `apikey/${idOf("edited")}`, {
    permission: "read-write",
    readAccess: [`team/${DATA}`],
  });
  await emulator.control("DELETE", `apikey/${idOf("deleted")}`);
  const byHand = (await emulator.control("POST", "apikey", {
    name: "by hand",
    permission: "read",
    creator: "olivia@example.com",
    key: BY_HAND,
  })) as { id: string };
  terraform.write({ "main.tf": after(byHand.id) });
  await terraform.init();

  const text = await planned();
  const report = review([planOf(text, "demo")]);
  const told = Object.fromEntries(report.changes.map((change) => [change.address, essence(change)]));
  expect(told).toEqual({
    "cloudcraft_api_key.hidden": ["broader,justification", null, "read-write", "", ""],
    "cloudcraft_api_key.imported": ["broader,imported", "by hand", "read-write", "", ""],
    'module.m.cloudcraft_api_key.each["a"]': ["broader,value-goes-to", "module a", "read", "Data", "output encoded"],
    'module.m.cloudcraft_api_key.each["b.c"]': ["broader", "module b.c", "read", "Data", ""],
    "cloudcraft_api_key.deleted": ["new,drift", "deleted", "read", "", ""],
    "cloudcraft_api_key.fresh": ["new,value-goes-to", "fresh", "read", "", "resource module.n.terraform_data.user"],
    "cloudcraft_api_key.later": ["new-privileged,new", null, null, "Platform", ""],
    "cloudcraft_api_key.local": ["new,value-goes-to", "local", "read", "", "unnamed null"],
    'module.n.cloudcraft_api_key.each["a"]': ["new", "module a", "read", "Platform", ""],
    'module.n.cloudcraft_api_key.each["b.c"]': ["new", "module b.c", "read", "Platform", ""],
    "cloudcraft_api_key.replaced": ["replaced", "replaced", "read", "", ""],
    "cloudcraft_api_key.same": ["value-goes-to", "same", "read", "", "resource module.m.terraform_data.user"],
    "cloudcraft_api_key.edited": ["plaintext,value-goes-to,drift,narrower", "edited", "read", "", "output clear"],
    "cloudcraft_api_key.revoked": ["revoked", "revoked", null, "", ""],
    "cloudcraft_api_key.forgotten": ["forgotten", "forgotten", null, "", ""],
    'cloudcraft_api_key.moved["x"]': ["moved", "moved", "read", "", ""],
  });
  const change = (address: string) => report.changes.find((candidate) => candidate.address === address);
  expect(change("cloudcraft_api_key.later")).toMatchObject({ unknown: ["name", "permission", "seenBy"] });
  expect(change("cloudcraft_api_key.later")?.seenBy.pending).toEqual(["Data"]);
  expect(change("cloudcraft_api_key.edited")?.goesTo).toMatchObject([{ clear: true }]);
  expect(change("cloudcraft_api_key.hidden")).toMatchObject({
    sensitive: ["name"],
    justification: { after: "see (sensitive value)" },
    exceptions: [{ rule: "MaximumPermission", reason: "imports" }],
  });
  expect(gate(report, ["broader", "new"]).tripped).toEqual({ broader: 4, new: 6 });

  const verdict = gate(report, ["any"]);
  const secrets = [emulator.apiKey, BY_HAND, HUSH];
  for (const [value] of text.matchAll(/(?<="key":")[^"]+/g)) secrets.push(value);
  expect(secrets.length).toBeGreaterThan(10);
  for (const shown of [
    markdown(report, verdict),
    html(report, verdict),
    json(report, verdict),
    terminal(report, verdict, { color: true }),
  ]) {
    expect(secrets.filter((secret) => shown.includes(secret) || shown.includes(btoa(secret)))).toEqual([]);
  }
});

test("plans to refresh only, to destroy, with a target and without a change are read", async () => {
  const kindsOf = async (...args: string[]) =>
    [...new Set(review([planOf(await planned(...args))]).changes.flatMap(({ kinds }) => kinds))].sort();
  terraform.write({ "main.tf": before });
  await terraform.init();
  expect(await kindsOf("-refresh-only")).toEqual(["drift"]);
  expect(await kindsOf("-destroy")).toEqual(["revoked"]);
  const targeted = review([planOf(await planned("-target=cloudcraft_api_key.same"))]);
  expect(targeted).toMatchObject({ changes: [], plans: [{ completeness: "partial" }] });
  // As OpenTofu and older versions of Terraform write it.
  const untold = (text: string) => review([planOf(JSON.stringify({ ...JSON.parse(text), complete: undefined }))]).plans;
  expect(untold(await planned("-target=cloudcraft_api_key.same"))).toMatchObject([
    {
      completeness: "partial",
      missing: expect.arrayContaining(["cloudcraft_api_key.old", 'module.m.cloudcraft_api_key.each["a"]']),
    },
  ]);
  expect(untold(await planned("-refresh-only"))).toMatchObject([{ completeness: "unclear", doubtful: true }]);
  expect(untold(await planned("-destroy"))).toMatchObject([{ completeness: "complete" }]);
  await terraform.apply();
  expect(await kindsOf()).toEqual([]);
});

const withPlatform = (what: string) => `
data "cloudcraft_team" "platform" { name = "Platform" }
${what}
`;

test("a key whose address is changed without a `moved` block is compared with the one that it takes the place of", async () => {
  terraform.write({ "main.tf": withPlatform('resource "cloudcraft_api_key" "nightly" { name = "Nightly" }') });
  await terraform.apply();
  const renamed = `resource "cloudcraft_api_key" "v2" {
    count       = 1
    name        = "Nightly"
    permission  = "read-write"
    read_access = [data.cloudcraft_team.platform.acl]
  }`;
  terraform.write({ "main.tf": withPlatform(renamed) });
  const report = review([planOf(await planned())]);
  expect(report.changes.map(essence)).toEqual([["broader,replaced", "Nightly", "read-write", "Platform", ""]]);
  expect(report.changes[0]).toMatchObject({ previousAddress: "cloudcraft_api_key.nightly" });
  expect(gate(report, readFailOn(DEFAULT_FAIL_ON)).passed).toBe(false);
  expect(report.plans[0]?.provenance).toMatchObject({
    plannedAt: expect.stringMatching(/^2\d{3}-/),
    program: "Terraform",
    providers: [{ address: "terraform.local/cdktf/cloudcraft", version: "0.1.0" }],
    services: [null],
  });
  await terraform.destroy();
});
