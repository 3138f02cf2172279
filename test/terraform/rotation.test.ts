import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { built, filesWith, unzipped } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import { Terraform, TRACED } from "../support/terraform";
import { shelfIn } from "../support/toys";
import { bundleToys } from "../support/toys-plugin";

jest.setTimeout(300_000);

const DAY = 86_400_000;
const rsa = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

let toys: Awaited<ReturnType<typeof bundleToys>>;
let emulator: Emulated;
let terraform: Terraform;
let clockFile: string;
let shiftMs = 0;

/** Lets days pass for the service, for Terraform's provider, and for nobody else. */
function pass(days: number): void {
  shiftMs += days * DAY;
  writeFileSync(clockFile, String(shiftMs));
}

beforeAll(async () => {
  toys = await bundleToys(`1.4.${process.pid}`);
});
afterAll(() => toys.remove());

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "clock-"));
  clockFile = join(folder, "shift");
  shiftMs = 0;
  pass(0);
  emulator = await emulated({
    now: () => Date.now() + shiftMs - 3_600_000,
    seed: { users: [{ name: "Olivia", email: "o@example.com", role: "owner" }] },
  });
  terraform = new Terraform({
    providers: [built, toys],
    env: {
      CLOUDCRAFT_BASE_URL: emulator.url,
      CLOUDCRAFT_API_KEY: emulator.apiKey,
      CLOCK_SHIFT_FILE: clockFile,
      NODE_OPTIONS: `--require ${join(__dirname, "../support/shifted-clock.cjs")}`,
      TF_VAR_private_key: rsa.privateKey,
      ...TRACED,
    },
  });
  terraform.write({
    "versions.tf.json": {
      terraform: {
        required_providers: {
          cloudcraft: { source: built.address, version: built.version },
          toys: { source: toys.address },
        },
      },
    },
  });
});
afterEach(async () => {
  terraform.remove();
  rmSync(join(clockFile, ".."), { recursive: true });
  await emulator.close();
});

const live = async () => (await emulator.state()).apiKeys.filter(({ name }) => name.startsWith("CI"));

test("an encrypted key rotates with overlap over months, and hands each value on; no file ever holds one", async () => {
  const shelf = join(terraform.folder, "shelf");
  terraform.write({
    "main.tf": `
provider "toys" {
  folder = ${JSON.stringify(shelf)}
}

variable "private_key" {
  ephemeral = true
}

resource "cloudcraft_api_key" "ci" {
  name       = "CI"
  recipients = [<<-EOT
${rsa.publicKey}EOT
  ]
  rotation = {
    every   = "90d"
    overlap = "7d"
  }
}

# A digest of the value: this toy takes digits only.
resource "toys_safe" "sink" {
  pin_wo         = parseint(substr(sha256(rsadecrypt(cloudcraft_api_key.ci.encrypted_key, var.private_key)), 0, 12), 16)
  pin_wo_version = cloudcraft_api_key.ci.generation
}
`,
  });
  await terraform.init();
  const delivered = async () => {
    const sink = await terraform.values("toys_safe.sink");
    const { pin } = shelfIn(shelf).get(String(sink?.id)) as { pin: string };
    return pin;
  };
  const digits = (fingerprint: unknown) => String(Number.parseInt(String(fingerprint).slice(0, 12), 16));

  await terraform.apply();
  const first = await terraform.values("cloudcraft_api_key.ci");
  expect(first).toMatchObject({ key: null, generation: 1, previous: [], status: "active" });
  expect(await delivered()).toBe(digits(first?.fingerprint));
  await terraform.expectSettled();

  pass(60);
  await terraform.expectSettled();
  pass(31);
  const due = await terraform.plan();
  expect(due.actions).toEqual({ "cloudcraft_api_key.ci": ["update"], "toys_safe.sink": ["update"] });
  expect(due.said).toMatch(/generation += 1 -> \(known after apply\)/);
  expect(due.said).not.toMatch(/~ (creator_id|name|permission|rotation|recipients)\b/);
  // Between plan and apply the time goes on: the plan is carried out as it is.
  pass(2);
  await terraform.run("apply", "-input=false", "-no-color", "plan.bin").then(({ code, stderr }) => {
    expect([code, stderr]).toEqual([0, ""]);
  });
  const second = await terraform.values("cloudcraft_api_key.ci");
  expect(second).toMatchObject({ key: null, generation: 2, previous: [{ id: first?.id, hint: first?.hint }] });
  expect(second?.id).not.toBe(first?.id);
  expect(await delivered()).toBe(digits(second?.fingerprint));
  expect((await live()).map(({ name }) => name).sort()).toEqual([
    "CI",
    expect.stringMatching(/^CI \(previous, until \d{4}-\d\d-\d\d\)$/),
  ]);
  await terraform.expectSettled();

  pass(8);
  const revocation = await terraform.plan();
  expect(revocation.actions).toEqual({ "cloudcraft_api_key.ci": ["update"] });
  await terraform.apply();
  expect(await terraform.values("cloudcraft_api_key.ci")).toMatchObject({
    id: second?.id,
    generation: 2,
    previous: [],
  });
  expect((await live()).map(({ id }) => id)).toEqual([second?.id]);
  await terraform.expectSettled();

  const texts = [
    terraform.state,
    terraform.log,
    unzipped(join(terraform.folder, "plan.bin")),
    due.said,
    revocation.said,
  ];
  for (const secret of [emulator.apiKey, rsa.privateKey.split("\n")[3] ?? ""]) {
    for (const text of texts) expect(text).not.toContain(secret);
  }
  expect(filesWith(rsa.privateKey.split("\n")[3] ?? "?", terraform.folder, () => false)).toEqual([]);
  await terraform.destroy();
  expect(await live()).toEqual([]);
});

test("a leaked key: a trigger and no overlap revoke it in one apply; -refresh=false finds nothing due", async () => {
  const key = (rotation: string) => ({
    "main.tf": `resource "cloudcraft_api_key" "ci" {\n  name = "CI"\n  rotation = ${rotation}\n}\n`,
  });
  terraform.write(key('{ every = "30d", overlap = "7d", triggers = { leak = "none" } }'));
  await terraform.init();
  await terraform.apply();
  const first = await terraform.values("cloudcraft_api_key.ci");
  pass(31);
  expect((await terraform.plan("-refresh=false")).actions).toEqual({});
  terraform.write(key('{ every = "30d", overlap = "0s", triggers = { leak = "2026-11-25" } }'));
  const plan = await terraform.plan();
  expect(plan.actions).toEqual({ "cloudcraft_api_key.ci": ["update"] });
  await terraform.apply();
  const second = await terraform.values("cloudcraft_api_key.ci");
  expect(second).toMatchObject({ generation: 2, previous: [] });
  expect((await live()).map(({ id }) => id)).toEqual([second?.id]);
  const answer = await fetch(`${emulator.url}/user/me`, { headers: { authorization: `Bearer ${first?.key}` } });
  expect(answer.status).toBe(401);
  await terraform.expectSettled();
  await terraform.destroy();
  expect(await live()).toEqual([]);
});

test("a key expires: the nightly apply revokes it and keeps its record, and another time makes it anew", async () => {
  const until = (days: number) => new Date(Date.now() + shiftMs + days * DAY).toISOString();
  const declare = (expiresAt: string) =>
    terraform.write({
      "main.tf": `resource "cloudcraft_api_key" "ci" {\n  name = "CI"\n  expires_at = "${expiresAt}"\n}\n`,
    });
  declare(until(30));
  await terraform.init();
  await terraform.apply();
  pass(20);
  expect(await terraform.expectSettled()).toContain('Warning: API key "CI" expires at');
  pass(11);
  expect((await terraform.plan()).actions).toEqual({ "cloudcraft_api_key.ci": ["update"] });
  await terraform.apply();
  expect(await terraform.values("cloudcraft_api_key.ci")).toMatchObject({ status: "expired", key: null });
  expect(await live()).toEqual([]);
  await terraform.expectSettled();
  declare(until(-1));
  const past = await terraform.run("plan", "-input=false", "-no-color");
  expect(past).toMatchObject({ code: 1, stderr: expect.stringContaining("has passed already") });
  declare(until(30));
  await terraform.apply();
  expect(await terraform.values("cloudcraft_api_key.ci")).toMatchObject({ status: "active", generation: 2 });
  expect(await live()).toHaveLength(1);
  await terraform.destroy();
});

test("a value that is encrypted for age is decrypted by the provider's function, and is ephemeral with the identity", async () => {
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const identity = await generateX25519Identity();
  const configured = (recipient: string) => `
provider "toys" {
  folder = ${JSON.stringify(join(terraform.folder, "shelf"))}
}

variable "identity" {
  type      = string
  default   = "${identity}"
  ephemeral = true
}

resource "cloudcraft_api_key" "ci" {
  name       = "CI"
  recipients = ["${recipient}"]
}

resource "toys_safe" "sink" {
  pin_wo         = parseint(substr(sha256(provider::cloudcraft::decrypt(cloudcraft_api_key.ci.encrypted_key, var.identity)), 0, 12), 16)
  pin_wo_version = cloudcraft_api_key.ci.generation
}
`;
  terraform.write({ "main.tf": configured("age1nonsense") });
  await terraform.init();
  const refused = await terraform.run("plan", "-input=false", "-no-color");
  expect(refused.stderr).toMatch(/A recipient cannot be used[\s\S]*"age1nonsense" is neither an age recipient/);
  terraform.write({ "main.tf": configured(await identityToRecipient(identity)) });
  await terraform.apply();
  const key = await terraform.values("cloudcraft_api_key.ci");
  expect(key).toMatchObject({
    key: null,
    encrypted_key: expect.stringContaining("-----BEGIN AGE ENCRYPTED FILE-----"),
  });
  const sink = await terraform.values("toys_safe.sink");
  const { pin } = shelfIn(join(terraform.folder, "shelf")).get(String(sink?.id)) as { pin: string };
  expect(pin).toBe(String(Number.parseInt(String(key?.fingerprint).slice(0, 12), 16)));
  expect(terraform.state).not.toContain(identity);
  expect(terraform.log).not.toContain(identity);
  await terraform.expectSettled();
  await terraform.destroy();
  expect(await live()).toEqual([]);
});
