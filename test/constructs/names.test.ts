import { TerraformStack, Testing } from "cdktf";
import { ApiKey, CloudcraftProvider, DataCloudcraftApiKeys, DataCloudcraftTeams, Team } from "cdktf-cloudcraft";
import { LocalExecApiKey, LocalExecSweep } from "cdktf-cloudcraft/local-exec";
import { suggestion } from "../../src/constructs/names";

const stackWith = () => new TerraformStack(Testing.app(), "stack");

/** As a variable, which the compiler does not hold to the members that there are. */
const given = (members: object) => members as never;

test.each<[string, (stack: TerraformStack) => unknown, string]>([
  [
    "a key",
    (stack) => new ApiKey(stack, "k", given({ name: "k", deletionProtecton: true })),
    "There is no `deletionProtecton`. Did you mean `deletionProtection`?",
  ],
  ["a key's teams", (stack) => new ApiKey(stack, "k", given({ name: "k", team: [] })), "Did you mean `teams`?"],
  [
    "a key's life cycle",
    (stack) => new ApiKey(stack, "k", given({ name: "k", lifecycle: { preventDestory: true } })),
    "There is no `preventDestory`. Did you mean `preventDestroy`?",
  ],
  ["the provider", (stack) => new CloudcraftProvider(stack, "c", given({ api_key: "x" })), "Did you mean `apiKey`?"],
  [
    "its delivery",
    (stack) => new CloudcraftProvider(stack, "c", given({ lockfile: false })),
    "Did you mean `lockFile`?",
  ],
  ["a look-up", (stack) => new Team(stack, "t", given({ nmae: "x" })), "Did you mean `name`?"],
  ["a list", (stack) => new DataCloudcraftApiKeys(stack, "t", given({ neverused: true })), "Did you mean `neverUsed`?"],
  ["a list without filters", (stack) => new DataCloudcraftTeams(stack, "t", given({ x: 1 })), "There is: `teams`,"],
  [
    "a key of a null resource",
    (stack) => new LocalExecApiKey(stack, "k", given({ name: "k", records: "r", secretFile: "s", mangedBy: [] })),
    "Did you mean `managedBy`?",
  ],
  [
    "a sweep",
    (stack) => LocalExecSweep.of(stack, given({ records: "r", queit: true })),
    "There is no `queit`. Did you mean `quiet`?",
  ],
])("a member that does not exist is refused in the configuration of %s", (_what, build, why) => {
  expect(() => build(stackWith())).toThrow(why);
});

test.each([
  ["hint", "ApiKey", (stack: TerraformStack) => new ApiKey(stack, "k", given({ name: "k", hint: "abc" }))],
  ["acl", "Team", (stack: TerraformStack) => new Team(stack, "t", given({ name: "t", acl: "team/x" }))],
])("what is read-only is refused: %s of %s", (name, _type, build) => {
  expect(() => build(stackWith())).toThrow(`\`${name}\` is read-only`);
});

test.each([
  ["deletion_protecton", true, "There is no `deletion_protecton`. Did you mean `deletion_protection`?"],
  ["permission", "write", '`permission` must be one of "read", "read-write", not "write".'],
  ["hint", "abc", "`hint` is read-only"],
  ["name", undefined, "A value for `name` is required."],
])("an override is held to the same conditions when the stack is validated: %s", (path, value, why) => {
  const stack = stackWith();
  new ApiKey(stack, "k", { name: "k" }).addOverride(path, value);
  expect(() => Testing.synth(stack, true)).toThrow(why);
});

test("an override of the stack is held to them as well, and so is one of the provider", () => {
  const stack = stackWith();
  new ApiKey(stack, "k", { name: "k" });
  stack.addOverride("resource.cloudcraft_api_key.k.permission", "write");
  new CloudcraftProvider(stack, "c").addOverride("request_timeout", "soon");
  expect(() => Testing.synth(stack, true)).toThrow(/`permission` must be one of.*\n.*`requestTimeout` must be/);
});

test("overrides that Terraform takes are taken", () => {
  const stack = stackWith();
  new CloudcraftProvider(stack, "c");
  const key = new ApiKey(stack, "k", { name: "k", provisioners: [{ type: "local-exec", command: "true" }] });
  key.addOverride("permission", "read-write");
  key.addOverride("lifecycle.prevent_destroy", true);
  key.addOverride("depends_on", ["local.x"]);
  expect(() => Testing.synth(stack, true)).not.toThrow();
});

test("a name that is like no other is answered with all there are", () => {
  expect(suggestion("zzz", ["name", "permission"])).toBe(" There is: `name`, `permission`.");
  expect(suggestion("reed", ["read", "read-write"])).toBe(" Did you mean `read`?");
  expect(suggestion("read_only", ["read", "read-write"])).toBe(" Did you mean `read`?");
  expect(suggestion("read_write", ["read", "read-write"])).toBe(" Did you mean `read-write`?");
  expect(suggestion("raed", ["read", "read-write"])).toBe(" Did you mean `read`?");
  expect(suggestion("MaximumPermision", ["MaximumPermission"])).toBe(" Did you mean `MaximumPermission`?");
});
