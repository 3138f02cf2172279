import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { Aspects, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { ApiKey, CloudcraftProvider, Team } from "cdktf-cloudcraft";
import { LocalExecApiKey, type LocalExecApiKeyConfig, LocalExecSweep, NullProvider } from "cdktf-cloudcraft/local-exec";
import { keyTriggers, readTriggers } from "../../src/constructs/triggers";

const PLATFORM = "11111111-1111-4111-8111-111111111111";
const DATA = "22222222-2222-4222-8222-222222222222";

const stackWith = () => {
  const stack = new TerraformStack(Testing.app(), "keys");
  new NullProvider(stack, "null");
  return stack;
};
const key = (stack: TerraformStack, change: Partial<LocalExecApiKeyConfig> = {}, id = "ci") =>
  new LocalExecApiKey(stack, id, { name: "CI", records: "/records", secretFile: `/secrets/${id}`, ...change });

interface Synthesized {
  readonly triggers: Record<string, string>;
  readonly provisioner: readonly { readonly "local-exec": Record<string, unknown> }[];
  readonly [name: string]: unknown;
}
const resources = (stack: TerraformStack): Record<string, Synthesized> =>
  JSON.parse(Testing.synth(stack, true)).resource.null_resource;
const triggers = (stack: TerraformStack, id = "ci") => resources(stack)[id]?.triggers ?? {};

test("a key's null resource says in its triggers what is declared, and the handler reads just that", () => {
  const stack = stackWith();
  key(stack, { permission: "read-write", teams: [PLATFORM], readAccess: [`team/${DATA}`], justification: "why" });
  expect(triggers(stack)).toEqual({
    type: "cloudcraft_api_key",
    stack: "keys",
    workspace: `\${terraform.workspace}`,
    owner: "keys/ci",
    records: "/records",
    name: "CI",
    permission: "read-write",
    read_access: `team/${PLATFORM},team/${DATA}`,
    justification: "why",
    deletion_protection: "false",
    secret_file: "/secrets/ci",
  });
  expect(readTriggers(keyTriggers, triggers(stack))).toMatchObject({
    permission: "read-write",
    readAccess: [`team/${PLATFORM}`, `team/${DATA}`],
    deletionProtection: false,
    secretCommand: undefined,
  });
});

test("the commands are the same for every key, without a shell, and hold nothing of what is declared", () => {
  const stack = stackWith();
  key(stack, { name: "'; rm -rf / #" });
  const calls = resources(stack).ci?.provisioner.map((call) => call["local-exec"]);
  const environment = { CLOUDCRAFT_HANDLER_REQUEST: `\${jsonencode({ id = self.id, triggers = self.triggers })}` };
  const call = { interpreter: ["node", "cloudcraft-handler.cjs"], environment, quiet: true };
  expect(calls).toEqual([
    { ...call, when: "create", command: "create" },
    { ...call, when: "destroy", command: "destroy" },
  ]);
  expect(resources(stack).ci).toMatchObject({ lifecycle: { create_before_destroy: true } });
});

test("synth puts the program that they run into the stack's folder, the only file that it needs", () => {
  const stack = stackWith();
  key(stack);
  const path = join(Testing.fullSynth(stack), "stacks/keys/cloudcraft-handler.cjs");
  expect(statSync(path).mode & 0o111).toBe(0);
  const { status, stdout } = spawnSync(process.execPath, [path, "create"], { encoding: "utf8", env: {} });
  expect([status, JSON.parse(stdout)]).toEqual([2, { action: "create", failed: "bad_usage", warnings: [] }]);
});

test("relative paths begin in the app's folder, and are written as seen from the stack's", () => {
  const stack = stackWith();
  key(stack, { records: "records", secretFile: "secrets/ci" });
  const { outdir } = stack.node.root as unknown as { outdir: string };
  const { records = "", secret_file: file = "" } = triggers(stack);
  expect(join(outdir, "stacks/keys", records)).toBe(join(process.cwd(), "records"));
  expect(join(outdir, "stacks/keys", file)).toBe(join(process.cwd(), "secrets/ci"));
});

test("the order of access lists means nothing, and everything may be a token", () => {
  const [one, other, tokens] = [stackWith(), stackWith(), stackWith()];
  key(one, { managedBy: [PLATFORM, DATA] });
  key(other, { managedBy: [`team/${DATA}`, `team/${PLATFORM}`] });
  expect(triggers(one)).toEqual(triggers(other));

  const name = new TerraformVariable(tokens, "name", { type: "string" });
  const list = new TerraformVariable(tokens, "list", { type: "list(string)" });
  const flag = new TerraformVariable(tokens, "flag", { type: "bool" });
  new CloudcraftProvider(tokens, "cloudcraft");
  key(tokens, {
    name: name.stringValue,
    readAccess: list.listValue,
    managedBy: [Team.byName(tokens, "platform", "Platform")],
    deletionProtection: flag.booleanValue,
    secretFile: undefined,
    secretCommand: ["store", name.stringValue],
  });
  expect(triggers(tokens)).toMatchObject({
    name: `\${var.name}`,
    read_access: `\${join(",", sort(distinct(var.list)))}`,
    write_access: `\${join(",", sort(distinct([data.cloudcraft_team.platform.acl])))}`,
    deletion_protection: `\${var.flag}`,
    secret_command: `\${jsonencode(["store", var.name])}`,
  });
});

test("what an Aspect changes is declared, and checked", () => {
  const stack = stackWith();
  key(stack, { permission: "read-write" });
  Aspects.of(stack).add({
    visit(node) {
      if (node instanceof LocalExecApiKey && node.permissionInput === "read-write") node.permission = "read";
    },
  });
  expect(triggers(stack).permission).toBe("read");
});

test.each<[Partial<LocalExecApiKeyConfig>, string]>([
  [{ name: " " }, "`name` must not be blank"],
  [{ permission: "write" }, '"read", "read-write"'],
  [{ teams: ["Platform"] }, '"team/UUID"'],
  [{ secretFile: undefined }, "`secretFile` or a `secretCommand`"],
  [{ secretCommand: ["vault"] }, "not both"],
  [{ secretFile: undefined, secretCommand: [] }, "names no program"],
])("%j is refused at once, and the construct is named", (change, why) => {
  expect(() => key(stackWith(), change)).toThrow(why);
  expect(() => key(stackWith(), change)).toThrow('LocalExecApiKey at "keys/ci" is not valid');
});

describe("the sweep", () => {
  const declared = (stack: TerraformStack) => JSON.parse(triggers(stack, "cloudcraft-sweep").declared ?? "");

  test("is one for a stack, comes before its keys, and knows those that are enabled", () => {
    const stack = stackWith();
    for (const id of ["b", "a"]) key(stack, {}, id);
    key(stack, { enabled: false }, "off");
    expect(LocalExecSweep.of(stack, { records: "/records" })).toBe(LocalExecSweep.of(stack, { records: "/records" }));
    expect(declared(stack)).toEqual(["keys/a", "keys/b"]);
    const { a, off, ...sweeps } = resources(stack);
    expect([a?.depends_on, a?.count, off?.count]).toEqual([["null_resource.cloudcraft-sweep"], undefined, 0]);
    expect(sweeps["cloudcraft-sweep"]?.depends_on).toEqual(["null_resource.cloudcraft-last-sweep"]);
    expect(sweeps["cloudcraft-last-sweep"]?.provisioner.map((call) => call["local-exec"].when)).toEqual(["destroy"]);
  });

  test("leaves alone what the provider manages by now", () => {
    const stack = stackWith();
    new CloudcraftProvider(stack, "cloudcraft");
    key(stack, {}, "still");
    new ApiKey(stack, "moved", { name: "CI" });
    expect(triggers(stack, "cloudcraft-sweep").handed_over).toBe('["keys/moved"]');
    expect(declared(stack)).toEqual(["keys/still"]);
  });

  test("finds keys that share a file, and keys of another folder", () => {
    const stack = stackWith();
    key(stack, { secretFile: "/secrets/same" }, "a");
    key(stack, { secretFile: "/secrets/same" }, "b");
    expect(() => Testing.synth(stack, true)).toThrow("have the same secretFile");
    expect(() => key(stack, { records: "/elsewhere" }, "c")).toThrow("share one folder of records");
  });
});

test("as HCL it says the same", () => {
  const stack = stackWith();
  key(stack);
  const hcl = Testing.synthHcl(stack);
  expect(hcl).toContain('resource "null_resource" "ci"');
  expect(hcl).toMatch(/name\s+= "CI"/);
  expect(hcl).toContain("create_before_destroy = true");
});

test("getters are what the code says, and the id is the null resource's own", () => {
  const declaredKey = key(stackWith(), { justification: "why" });
  expect([declaredKey.nameInput, declaredKey.justification, declaredKey.permissionInput]).toEqual([
    "CI",
    "why",
    undefined,
  ]);
  expect(Token.isUnresolved(declaredKey.id)).toBe(true);
});
