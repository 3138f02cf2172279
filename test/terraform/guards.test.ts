import { cloudcraftTerraform } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import type { Terraform } from "../support/terraform";

jest.setTimeout(180_000);

let emulator: Emulated;
let terraform: Terraform;
beforeEach(async () => {
  emulator = await emulated();
  terraform = cloudcraftTerraform(emulator);
});
afterEach(async () => {
  terraform.remove();
  await emulator.close();
});

interface Declared {
  readonly isProtected: boolean;
  readonly createBeforeDestroy: boolean;
  readonly round?: number;
  readonly unprotected?: readonly string[];
}

function declare({ isProtected, createBeforeDestroy, round = 1, unprotected = [] }: Declared): Terraform {
  return terraform.write({
    "main.tf": `
      provider "cloudcraft" { unprotected_keys = ${JSON.stringify(unprotected)} }
      resource "terraform_data" "round" { input = ${round} }
      resource "cloudcraft_api_key" "ci" {
        name                = "CI"
        deletion_protection = ${isProtected}
        lifecycle {
          create_before_destroy = ${createBeforeDestroy}
          replace_triggered_by  = [terraform_data.round]
        }
      }
    `,
  });
}

const keys = async () => (await emulator.state()).apiKeys.filter(({ name }) => name === "CI").map(({ id }) => id);

/** Fails, and says what the error said, without its line breaks and frames. */
async function refused(...args: string[]): Promise<string> {
  const { code, stderr } = await terraform.run(...args, "-input=false", "-no-color");
  expect(code).toBe(1);
  return stderr.replace(/[\s│╷╵]+/g, " ");
}

async function onlyId(): Promise<string> {
  const [id = "", ...others] = await keys();
  expect(others).toEqual([]);
  return id;
}

describe.each([true, false])("a protected key, with create_before_destroy = %p,", (createBeforeDestroy) => {
  const isProtected = true;
  beforeEach(async () => {
    await declare({ isProtected, createBeforeDestroy }).init();
    await terraform.apply();
  });

  test("is not replaced: the plan says so, and the printed way out does it in one apply", async () => {
    const id = await onlyId();
    expect(await refused("plan", "-replace=cloudcraft_api_key.ci")).toContain("is protected from deletion");
    declare({ isProtected, createBeforeDestroy, round: 2 });
    expect(await refused("plan")).toContain(`unprotected_keys = ["${id}"]`);
    expect(await keys()).toEqual([id]);

    declare({ isProtected, createBeforeDestroy, round: 2, unprotected: [id] });
    await terraform.apply();
    expect(await onlyId()).not.toBe(id);
    await terraform.expectSettled();
  });

  test("that is tainted stays, and both of the printed ways out work in one apply", async () => {
    const id = await onlyId();
    await terraform.run("taint", "cloudcraft_api_key.ci");
    const said = await refused("apply", "-auto-approve");
    expect(said).toContain(`unprotected_keys = ["${id}"]`);
    expect(said).toContain("terraform untaint");
    expect(await keys()).toContain(id);

    if (!createBeforeDestroy) {
      await terraform.run("untaint", "cloudcraft_api_key.ci");
      await terraform.expectSettled();
      await terraform.run("taint", "cloudcraft_api_key.ci");
    } else {
      // By then the new key stands, and the old one is deposed: a plan says so at once.
      expect(await refused("plan")).toContain(`unprotected_keys = ["${id}"]`);
    }
    declare({ isProtected, createBeforeDestroy, unprotected: [id] });
    await terraform.apply();
    expect(await onlyId()).not.toBe(id);
    await terraform.expectSettled();
  });

  test("is deleted after it was unprotected in its own block", async () => {
    expect(await refused("destroy", "-auto-approve")).toContain("set `deletion_protection = false` and apply first");
    declare({ isProtected: false, createBeforeDestroy });
    await terraform.apply();
    await terraform.destroy();
    expect(await keys()).toEqual([]);
  });
});

test("the key that the provider acts with is not replaced, and is after another one was given to the provider", async () => {
  const own = (await emulator.state()).apiKeys[0];
  terraform.write({
    "main.tf":
      'resource "cloudcraft_api_key" "own" {\n  name = "Key of Olivia Owner"\n  permission = "read-write"\n}\n',
  });
  await terraform.init();
  await terraform.run("import", "cloudcraft_api_key.own", own?.id ?? "");
  const said = await refused("plan", "-replace=cloudcraft_api_key.own");
  expect(said).toContain("refuses to delete the key that it acts with");
});

describe("a provider that acts with a key of the same configuration", () => {
  const main = `
    resource "cloudcraft_api_key" "boot" {
      name       = "CI boot"
      permission = "read-write"
    }
    provider "cloudcraft" {
      alias   = "second"
      api_key = cloudcraft_api_key.boot.key
    }
    resource "cloudcraft_api_key" "second" {
      provider = cloudcraft.second
      name     = "CI second"
    }
  `;
  const names = async () => (await emulator.state()).apiKeys.map(({ name }) => name).sort();

  test("survives that this key is gone: a plan passes, an apply heals, and destroy leaves nothing", async () => {
    await terraform.write({ "main.tf": main }).init();
    await terraform.apply();
    const boot = (await emulator.state()).apiKeys.find(({ name }) => name === "CI boot");
    await emulator.control("DELETE", `apikey/${boot?.id}`);

    const { actions, said } = await terraform.plan();
    expect(actions).toEqual({ "cloudcraft_api_key.boot": ["create"] });
    expect(said).toContain("The provider's settings are not known yet");
    await terraform.apply();
    expect(await names()).toEqual(["CI boot", "CI second", "Key of Olivia Owner"]);
    await terraform.expectSettled();
    await terraform.destroy();
    expect(await names()).toEqual(["Key of Olivia Owner"]);
  });
});
