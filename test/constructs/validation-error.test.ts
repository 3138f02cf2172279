import { inspect } from "node:util";
import { TerraformCount, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { ApiKey, CloudcraftProvider, Team, ValidationError } from "cdktf-cloudcraft";

const stackWith = () => new TerraformStack(Testing.app(), "stack");

function refusal(build: () => unknown): ValidationError {
  try {
    build();
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

test("a refusal names the construct, the attribute as the code writes it, and the way out", () => {
  const error = refusal(() => new ApiKey(stackWith(), "ci", { name: "CI", readAccess: ["team/x"] }));
  expect(error.constructPath).toBe("stack/ci");
  expect(error.path).toEqual(["readAccess", 0]);
  expect(error.message).toBe(
    'cloudcraft_api_key at "stack/ci" is not valid. readAccess[0]: An access list names teams as "team/UUID" and ' +
      'whole organizations as "customer/UUID"; "team/x" is neither.',
  );
});

test("a UUID without its kind is answered with the entry that was meant", () => {
  const id = "11111111-2222-4333-8444-555555555555";
  expect(refusal(() => new ApiKey(stackWith(), "ci", { name: "CI", writeAccess: [id] })).message).toContain(
    `Did you mean "team/${id}"?`,
  );
});

test("everything that is wrong is said at once", () => {
  const error = refusal(() => new ApiKey(stackWith(), "ci", { name: " ", permission: "write" }));
  expect(error.findings).toHaveLength(2);
  expect(error.message).toContain('`permission` must be one of "read", "read-write", not "write".');
});

test("attributes of the provider are named in camelCase", () => {
  const error = refusal(() => new CloudcraftProvider(stackWith(), "cloudcraft", { requestTimeout: "soon" }));
  expect(error.message).toContain("`requestTimeout` must be a duration above zero");
});

test("a team needs exactly one of name and id, and a token counts as one", () => {
  const stack = stackWith();
  const name = new TerraformVariable(stack, "name", { type: "string" });
  expect(refusal(() => new Team(stack, "none")).message).toContain("Give either `name` or `id`");
  expect(refusal(() => new Team(stack, "both", { name: name.stringValue, id: name.stringValue })).message).toContain(
    "not both",
  );
  expect(() => Team.byName(stack, "one", name.stringValue)).not.toThrow();
});

test("literals beside tokens in a list are checked", () => {
  const stack = stackWith();
  const platform = Team.byName(stack, "platform", "Platform");
  expect(() => new ApiKey(stack, "ci", { name: "CI", readAccess: [platform.acl, "nobody"] })).toThrow("readAccess[1]");
});

test("a number that only Terraform knows is refused within a text, and taken once it is a text itself", () => {
  const count = TerraformCount.of(3);
  expect(refusal(() => new ApiKey(stackWith(), "a", { name: `key-${count.index}`, count })).message).toContain(
    "`name` has a number in its text that only Terraform knows. Make a text of it first: `Token.asString(number)`.",
  );
  const readAccess = [`team/${count.index}`];
  expect(refusal(() => new ApiKey(stackWith(), "b", { name: "k", readAccess, count })).findings[0]?.path).toEqual([
    "readAccess",
    0,
  ]);
  const stack = stackWith();
  new ApiKey(stack, "c", { name: `key-${Token.asString(count.index)}`, count });
  const { resource } = JSON.parse(Testing.synth(stack));
  expect(resource.cloudcraft_api_key.c.name).toBe("key-$" + "{count.index}");
});

test("a wrong value that is set later fails the synth", () => {
  const stack = stackWith();
  const key = new ApiKey(stack, "ci", { name: "CI" });
  key.permission = "write";
  expect(() => Testing.synth(stack, true)).toThrow("[stack/ci] `permission` must be one of");
});

test("what is wrong is printed once where nobody catches the refusal", () => {
  const error = refusal(() => new ApiKey(stackWith(), "ci", { name: "CI", permission: "write" }));
  const printed = inspect(error, { customInspect: false });
  expect(printed.split("must be one of")).toHaveLength(2);
  expect(printed).not.toContain("findings");
});
