import { join } from "node:path";
import { cloudcraftTerraform, filesWith } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import { type Terraform, TRACED } from "../support/terraform";

jest.setTimeout(180_000);

const TEAM = "11111111-1111-4111-8111-111111111111";
const SECRETS = ["abc~first-client-secret", "def~next-client-secret", "xyz~client-secret-by-hand"] as const;
const id = (digit: number) => `${digit}0000000-0000-4000-8000-000000000000`;

interface Account {
  readonly id: string;
  readonly name: string;
  readonly hint?: string;
}

let emulator: Emulated;
let terraform: Terraform;
let said: string[];

beforeEach(async () => {
  said = [];
  emulator = await emulated({
    // Accounts are an hour old for whoever looks at them: what is missing is gone then, and no read that lags.
    now: () => Date.now() - 3_600_000,
    seed: {
      users: [{ name: "Olivia", email: "olivia@example.com", role: "owner" }],
      teams: [{ id: TEAM, name: "Platform" }],
    },
  });
  terraform = cloudcraftTerraform(emulator, TRACED);
});
afterEach(async () => {
  terraform.remove();
  await emulator.close();
});

const declare = (configuration: string) => terraform.write({ "main.tf": configuration });

async function accounts(noun: "awsAccounts" | "azureAccounts"): Promise<readonly Account[]> {
  return ((await emulator.control("GET", "state")) as Record<string, readonly Account[]>)[noun] ?? [];
}

async function plan(...args: string[]) {
  const planned = await terraform.plan(...args);
  said.push(planned.said);
  return planned;
}

async function apply(...args: string[]) {
  said.push(await terraform.apply(...args));
  said.push(await terraform.expectSettled());
}

/** The three checks that every scenario ends in; the first, an empty plan, follows each apply. */
async function endsWell() {
  said.push(await terraform.destroy());
  expect([...(await accounts("awsAccounts")), ...(await accounts("azureAccounts"))]).toEqual([]);
  for (const secret of [emulator.apiKey, ...SECRETS]) {
    expect(said.join("\n").includes(secret)).toBe(false);
    expect(terraform.log.includes(secret)).toBe(false);
    expect(filesWith(secret, join(terraform.folder, ".."), (name) => name === "main.tf")).toEqual([]);
  }
}

const aws = (name: string, role: string, more = "") =>
  `resource "cloudcraft_aws_account" "a" {\n name = "${name}"\n role_arn = "arn:aws:iam::123456789012:role/${role}"\n${more}\n}\n`;

test("an AWS account lives through every change, drift, an import and a deletion by hand", async () => {
  await declare(aws("Production", "one")).init();
  await apply();
  const [account] = await accounts("awsAccounts");
  if (!account) throw new Error("there is no account");

  const shared = `read_access = ["team/${TEAM}"]\n write_access = ["team/${TEAM}"]`;
  for (const configuration of [aws("Live", "one"), aws("Live", "two"), aws("Live", "two", shared)]) {
    declare(configuration);
    expect((await plan()).actions).toEqual({ "cloudcraft_aws_account.a": ["update"] });
    await apply("plan.bin");
  }
  const drift = { name: "Edited", roleArn: "arn:aws:iam::123456789012:role/x", readAccess: [], writeAccess: null };
  await emulator.control("PATCH", `aws/account/${account.id}`, drift);
  const drifted = await plan();
  for (const name of ["name", "role_arn", "read_access", "write_access"]) {
    expect(drifted.said).toMatch(new RegExp(`^ +[~+-] ${name} `, "m"));
  }
  await apply("plan.bin");

  const removed = await terraform.run("state", "rm", "cloudcraft_aws_account.a");
  const imported = await terraform.run("import", "-input=false", "cloudcraft_aws_account.a", "Live");
  expect([removed.code, imported.code]).toEqual([0, 0]);
  said.push(await terraform.expectSettled());
  expect(await accounts("awsAccounts")).toMatchObject([{ id: account.id, name: "Live" }]);

  await emulator.control("DELETE", `aws/account/${account.id}`);
  const gone = await plan();
  expect(gone.actions).toEqual({ "cloudcraft_aws_account.a": ["create"] });
  expect(gone.said).toContain('AWS account "Live" no longer exists');
  await apply("plan.bin");
  await endsWell();
});

test("fifty AWS accounts are made, and read by one request", async () => {
  await declare(
    `resource "cloudcraft_aws_account" "all" {\n for_each = toset([for i in range(50) : tostring(i)])\n name = "Account \${each.key}"\n role_arn = "arn:aws:iam::123456789012:role/r\${each.key}"\n}\n`,
  ).init();
  await apply();
  expect(await accounts("awsAccounts")).toHaveLength(50);
  const before = emulator.requests.length;
  said.push(await terraform.expectSettled());
  expect(emulator.requests.slice(before)).toEqual(["GET /aws/account 200"]);
  await endsWell();
});

const azure = (secret: string, version: number, name = "Production") => `
resource "cloudcraft_azure_account" "a" {
  name                     = "${name}"
  subscription_id          = "${id(1)}"
  directory_id             = "${id(2)}"
  application_id           = "${id(3)}"
  client_secret_wo         = "${secret}"
  client_secret_wo_version = ${version}
}
`;

test("an Azure account's client secret is sent with its version, mended when changed by hand, and found nowhere", async () => {
  const [first, next, byHand] = SECRETS;
  await declare(azure(first, 1)).init();
  await apply();
  const [account] = await accounts("azureAccounts");
  expect(account).toMatchObject({ hint: "abc" });

  declare(azure(next, 1));
  expect((await plan()).actions).toEqual({});
  declare(azure(next, 1, "Live"));
  await apply();
  expect(await accounts("azureAccounts")).toMatchObject([{ name: "Live", hint: "abc" }]);
  declare(azure(next, 2, "Live"));
  await apply();
  expect(await accounts("azureAccounts")).toMatchObject([{ id: account?.id, hint: "def" }]);

  await emulator.control("PATCH", `azure/account/${account?.id}`, { clientSecret: byHand });
  const drifted = await plan();
  expect(drifted.actions).toEqual({ "cloudcraft_azure_account.a": ["update"] });
  expect(drifted.said).toContain('Azure account "Live" has another client secret');
  await apply("plan.bin");
  expect(await accounts("azureAccounts")).toMatchObject([{ hint: "def" }]);
  await endsWell();
});
