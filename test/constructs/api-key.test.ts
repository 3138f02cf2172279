import { Aspects, Fn, Lazy, TerraformOutput, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { ApiKey, CloudcraftProvider, DataCloudcraftTeams, Permission, Team } from "cdktf-cloudcraft";
import "cdktf/lib/testing/adapters/jest";

Testing.setupJest();

const ACL = "team/11111111-2222-4333-8444-555555555555";
const stackWith = () => new TerraformStack(Testing.app(), "stack");
const keyIn = (stack: TerraformStack, id = "ci") =>
  JSON.parse(Testing.synth(stack)).resource.cloudcraft_api_key[id] as Record<string, unknown>;

test("a key becomes a cloudcraft_api_key with what the code says and nothing else", () => {
  const stack = stackWith();
  new ApiKey(stack, "ci", { name: "CI", permission: Permission.READ_WRITE, justification: "diagrams" });
  expect(keyIn(stack)).toEqual({ name: "CI", permission: "read-write", justification: "diagrams" });
  expect(Testing.synth(stack)).toHaveResourceWithProperties(ApiKey, { name: "CI" });
});

test("teams see the key, managers may change it, and raw entries stand beside both", () => {
  const stack = stackWith();
  const platform = Team.byName(stack, "platform", "Platform");
  const data = Team.byName(stack, "data", "Data");
  new ApiKey(stack, "ci", { name: "CI", readAccess: [ACL], teams: [platform, data], managedBy: [platform] });
  expect(keyIn(stack)).toEqual({
    name: "CI",
    read_access: [ACL, acl("platform"), acl("data")],
    write_access: [acl("platform")],
  });
});

test("a team named twice, or as a team and as its entry, is listed once", () => {
  const stack = stackWith();
  const platform = Team.byName(stack, "platform", "Platform");
  const key = new ApiKey(stack, "ci", {
    name: "CI",
    readAccess: [platform.acl, ACL, ACL],
    teams: [platform, platform],
  });
  expect(key.readAccessInput).toHaveLength(2);
  expect(keyIn(stack).read_access).toEqual([acl("platform"), ACL]);
});

test("no teams are no list, and leave a given list as it is", () => {
  const stack = stackWith();
  new ApiKey(stack, "ci", { name: "CI", teams: [], readAccess: [ACL], managedBy: [] });
  expect(keyIn(stack)).toEqual({ name: "CI", read_access: [ACL] });
});

test.each([["nope"], [{}], [null]])("what is no team is refused, not left out: %j", (team) => {
  const teams = [team] as unknown as Team[];
  expect(() => new ApiKey(stackWith(), "ci", { name: "CI", teams })).toThrow(
    "readAccess[0]: An access list names teams",
  );
});

test("a team of the list of all teams can be given as well", () => {
  const stack = stackWith();
  const all = new DataCloudcraftTeams(stack, "all");
  new ApiKey(stack, "ci", { name: "CI", teams: [all.teams.get(0)] });
  expect(keyIn(stack).read_access).toEqual([`\${data.cloudcraft_teams.all.teams[0].acl}`]);
});

test("a token for a whole access list is joined with the teams by Terraform", () => {
  const stack = stackWith();
  const first = new ApiKey(stack, "first", { name: "First", readAccess: [ACL] });
  new ApiKey(stack, "ci", {
    name: "CI",
    readAccess: first.readAccess,
    teams: [Team.byName(stack, "data", "Data")],
    writeAccess: first.readAccess,
  });
  expect(keyIn(stack)).toMatchObject({
    read_access: `\${setunion(tolist(cloudcraft_api_key.first.read_access), [data.cloudcraft_team.data.acl])}`,
    write_access: `\${tolist(cloudcraft_api_key.first.read_access)}`,
  });
});

test("tokens of every kind pass", () => {
  const stack = stackWith();
  const variable = new TerraformVariable(stack, "permission", { type: "string" });
  new ApiKey(stack, "ci", {
    name: Fn.upper("ci"),
    permission: variable.stringValue,
    readAccess: Lazy.listValue({ produce: () => [ACL] }),
    writeAccess: [Token.asString(Fn.lower("TEAM/X")), `\${local.acl}`],
  });
  expect(keyIn(stack)).toEqual({
    name: `\${upper("ci")}`,
    permission: `\${var.permission}`,
    read_access: [ACL],
    write_access: [`\${lower("TEAM/X")}`, `\${local.acl}`],
  });
});

test("getters are references, and the key's value is no output by itself", () => {
  const stack = stackWith();
  const key = new ApiKey(stack, "ci", { name: "CI" });
  expect(JSON.parse(Testing.synth(stack))).not.toHaveProperty("output");
  new TerraformOutput(stack, "all", {
    value: [key.id, key.name, key.permission, key.key, key.hint, key.readAccess],
    sensitive: true,
  });
  expect(JSON.parse(Testing.synth(stack)).output.all.value).toEqual([
    ...["id", "name", "permission", "key", "hint"].map((name) => `\${cloudcraft_api_key.ci.${name}}`),
    `\${tolist(cloudcraft_api_key.ci.read_access)}`,
  ]);
});

test("an Aspect reads and changes what the code says", () => {
  const stack = stackWith();
  new ApiKey(stack, "ci", { name: "CI", permission: Permission.READ_WRITE });
  new ApiKey(stack, "other", { name: "Other" });
  Aspects.of(stack).add({
    visit(node) {
      if (!(node instanceof ApiKey)) return;
      if (node.permissionInput === Permission.READ_WRITE) node.permission = Permission.READ;
      node.name = `aspect: ${node.nameInput}`;
    },
  });
  expect(keyIn(stack)).toEqual({ name: "aspect: CI", permission: "read" });
  expect(keyIn(stack, "other")).toEqual({ name: expect.stringContaining("Other") });
});

test("what may be left out can be reset", () => {
  const stack = stackWith();
  const key = new ApiKey(stack, "ci", { name: "CI", permission: "read", readAccess: [ACL], justification: "why" });
  key.resetPermission();
  key.resetReadAccess();
  key.resetJustification();
  expect(keyIn(stack)).toEqual({ name: "CI" });
  expect(key.justificationInput).toBeUndefined();
  expect(key).not.toHaveProperty("resetName");
});

test("every meta-argument arrives", () => {
  const stack = stackWith();
  const europe = new CloudcraftProvider(stack, "europe", { alias: "europe" });
  const first = new ApiKey(stack, "first", { name: "First" });
  new ApiKey(stack, "ci", {
    name: "CI",
    provider: europe,
    dependsOn: [first],
    count: 2,
    lifecycle: { preventDestroy: true, ignoreChanges: ["justification"] },
    provisioners: [{ type: "local-exec", command: "true" }],
  });
  expect(keyIn(stack)).toEqual({
    name: "CI",
    provider: "cloudcraft.europe",
    depends_on: ["cloudcraft_api_key.first"],
    count: 2,
    lifecycle: { prevent_destroy: true, ignore_changes: ["justification"] },
    provisioner: [{ "local-exec": { command: "true" } }],
  });
});

test("an existing key is imported with a configuration that Terraform writes", () => {
  const stack = stackWith();
  ApiKey.generateConfigForImport(stack, "old", "11111111-2222-4333-8444-555555555555");
  expect(JSON.parse(Testing.synth(stack)).import).toEqual([
    { id: "11111111-2222-4333-8444-555555555555", to: "cloudcraft_api_key.old" },
  ]);
});

test("HCL says the same as JSON", () => {
  const stack = stackWith();
  const platform = Team.byName(stack, "platform", "Platform");
  new ApiKey(stack, "ci", { name: "CI", permission: "read", teams: [platform] });
  expect(Testing.synthHcl(stack).replace(/\s+/g, " ")).toContain(
    'resource "cloudcraft_api_key" "ci" { name = "CI" permission = "read" ' +
      `read_access = [ "\${data.cloudcraft_team.platform.acl}" ] }`,
  );
});

function acl(team: string): string {
  return `\${data.cloudcraft_team.${team}.acl}`;
}
