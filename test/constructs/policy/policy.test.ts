import { Aspects, Fn, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import {
  ApiKey,
  type ApiKeyConfig,
  CloudcraftProvider,
  except,
  LeastPrivilege,
  MaximumPermission,
  NamePattern,
  NoOrganizationSharing,
  NoValueInState,
  Permission,
  RequireExpiry,
  RequireJustification,
  RequireRotation,
  RequireTeams,
  type Rule,
  Team,
} from "cdktf-cloudcraft";
import { LocalExecApiKey } from "cdktf-cloudcraft/local-exec";
import { Construct, type IConstruct } from "constructs";
import { readExceptions } from "../../../src/handlers/policy-exception";

const TEAM = "team/11111111-1111-4111-8111-111111111111";
const EVERYONE = "customer/33333333-3333-4333-8333-333333333333";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** A stack with one key, and what a rule says of it when the stack is synthesized. */
function judged(rule: Rule | LeastPrivilege, config: Partial<ApiKeyConfig>, prepare?: (key: ApiKey) => void) {
  const app = Testing.app();
  const stack = new TerraformStack(app, "stack");
  new CloudcraftProvider(stack, "cloudcraft", { installPlugin: false, lockFile: false });
  const key = new ApiKey(stack, "key", { name: "CI", ...config });
  prepare?.(key);
  Aspects.of(app).add(rule);
  const { resource } = JSON.parse(Testing.synth(stack)) as {
    resource: { cloudcraft_api_key: { key: { justification?: string } } };
  };
  return { said: said(key), justification: resource.cloudcraft_api_key.key.justification, stack };
}

function said(construct: IConstruct): string[] {
  return construct.node.metadata
    .filter(({ type }) => type.startsWith("@cdktf/"))
    .map(({ type, data }) => `${type.replace("@cdktf/", "")} ${String(data)}`);
}

const good: [string, Rule, Partial<ApiKeyConfig>][] = [
  ["a team sees it", new RequireTeams(), { readAccess: [TEAM] }],
  ["a team manages it", new RequireTeams({ managers: true }), { readAccess: [TEAM], writeAccess: [TEAM] }],
  ["it reads by default", new MaximumPermission(), {}],
  ["it writes where that is allowed", new MaximumPermission(Permission.READ_WRITE), { permission: "read-write" }],
  ["its name matches", new NamePattern(/^CI/g), {}],
  ["teams share it", new NoOrganizationSharing(), { readAccess: [TEAM], writeAccess: [TEAM] }],
  ["it is justified", new RequireJustification(), { justification: "Nightly export" }],
  ["its value is encrypted", new NoValueInState(), { recipients: ["age1x"] }],
  ["it rotates often enough", new RequireRotation({ within: "90d" }), { rotation: { every: "30d" } }],
  ["it expires", new RequireExpiry(), { expiresAt: "2099-01-01T00:00:00Z" }],
  ["it expires soon enough", new RequireExpiry({ within: "10d" }), { expiresAt: inDays(9) }],
  ["it is justified by a ticket", new RequireJustification({ pattern: /[A-Z]+-\d+/ }), { justification: "OPS-12" }],
];
test.each(good)("silent: %s", (_, rule, config) => {
  expect(judged(rule, config)).toMatchObject({ said: [], justification: config.justification });
});

const bad: [string, Rule, Partial<ApiKeyConfig>][] = [
  ["in the state in plaintext", new NoValueInState(), {}],
  ["in the state in plaintext", new NoValueInState(), { recipients: [] }],
  ["never gets a new value", new RequireRotation({ within: "90d" }), { rotation: { overlap: "7d" } }],
  ["every 91d, and at least every 90d", new RequireRotation({ within: "90d" }), { rotation: { every: "91d" } }],
  ["never expires", new RequireExpiry(), {}],
  ["within 10d is required", new RequireExpiry({ within: "10d" }), { expiresAt: inDays(11) }],
  ["no team sees", new RequireTeams(), {}],
  ["no team sees", new RequireTeams(), { readAccess: [EVERYONE] }],
  ["no team manages", new RequireTeams({ managers: true }), { readAccess: [TEAM] }],
  ["may read-write, and read is the most", new MaximumPermission(), { permission: "read-write" }],
  ['"CI" does not match /^ci-/', new NamePattern(/^ci-/), {}],
  ["the whole organization sees", new NoOrganizationSharing(), { readAccess: [TEAM, EVERYONE] }],
  ["the whole organization manages", new NoOrganizationSharing(), { writeAccess: [EVERYONE] }],
  ["nothing says why", new RequireJustification(), {}],
  ["nothing says why", new RequireJustification(), { justification: " " }],
  ["nothing says why", new RequireJustification(), { justification: "[exception to NamePattern: old]" }],
  ["does not match /OPS/", new RequireJustification({ pattern: /OPS/ }), { justification: "because" }],
];
test.each(bad)("an error: %s", (why, rule, config) => {
  const { said } = judged(rule, config);
  expect(said).toEqual([expect.stringContaining(why)]);
  expect(said[0]).toMatch(new RegExp(`^error ${rule.name}: `));
});

test("an error stops the synthesis of an app, a warning does not", () => {
  for (const level of ["error", "warning"] as const) {
    const app = Testing.app({ fakeCdktfJsonPath: true });
    const stack = new TerraformStack(app, "stack");
    new CloudcraftProvider(stack, "cloudcraft", { installPlugin: false, lockFile: false });
    const key = new ApiKey(stack, "key", { name: "CI" });
    Aspects.of(app).add(new RequireTeams({ level }));
    if (level === "error") expect(() => app.synth()).toThrow(/RequireTeams: no team sees this key/);
    else app.synth();
    expect(said(key)).toEqual([expect.stringMatching(new RegExp(`^${level === "error" ? "error" : "warn"}`))]);
  }
});

test("a policy holds for what it is added to: the app, a stack, or a construct within it", () => {
  const app = Testing.app();
  const stack = new TerraformStack(app, "stack");
  const inner = new Construct(stack, "inner");
  const keys = [stack, inner].map((scope) => new ApiKey(scope, "key", { name: "CI" }));
  Aspects.of(app).add(new RequireTeams({ level: "warning" }));
  Aspects.of(stack).add(new RequireJustification());
  Aspects.of(inner).add(new NamePattern(/^ci-/));
  Testing.synth(stack);
  const rules = keys.map((key) =>
    said(key)
      .map((text) => /(\w+):/.exec(text)?.[1])
      .sort(),
  );
  expect(rules).toEqual([
    ["RequireJustification", "RequireTeams"],
    ["NamePattern", "RequireJustification", "RequireTeams"],
  ]);
});

test("what only Terraform knows is passed over", () => {
  const rules = [new LeastPrivilege({ namePattern: /^ci-/, managers: true, justificationPattern: /OPS/ })];
  for (const rule of rules) {
    const app = Testing.app();
    const stack = new TerraformStack(app, "stack");
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    const list = Token.asList(Fn.tolist([text]));
    const platform = Team.byName(stack, "platform", "Platform");
    const keys = [
      new ApiKey(stack, "a", {
        name: text,
        permission: text,
        readAccess: list,
        writeAccess: list,
        justification: text,
      }),
      new ApiKey(stack, "b", {
        name: `x ${text}`,
        readAccess: [text],
        writeAccess: [text],
        justification: `for ${text}`,
      }),
      new ApiKey(stack, "c", {
        name: "$" + "{var.x}",
        teams: [platform],
        managedBy: [platform],
        justification: "$" + "{var.y}",
      }),
    ];
    Aspects.of(app).add(rule);
    Testing.synth(stack);
    expect(keys.flatMap(said)).toEqual([]);
  }
});

test("the pack holds a key to every rule, and other constructs to none", () => {
  const { said: errors, stack } = judged(new LeastPrivilege(), { permission: "read-write", readAccess: [EVERYONE] });
  expect(errors.map((text) => /^error (\w+)/.exec(text)?.[1])).toEqual([
    "RequireTeams",
    "MaximumPermission",
    "NoOrganizationSharing",
    "RequireJustification",
  ]);
  expect(said(stack)).toEqual([]);
  const warned = judged(new LeastPrivilege({ level: "warning" }), {});
  expect(warned.said.every((text) => text.startsWith("warn"))).toBe(true);
});

test("an exception silences one rule, and its reason is added to the justification once", () => {
  const pack = new LeastPrivilege();
  const { said, justification, stack } = judged(
    pack,
    { permission: "read-write", readAccess: [TEAM], justification: "Imports diagrams" },
    (key) => except(key, "MaximumPermission", "writes [nightly]"),
  );
  expect(said).toEqual([]);
  expect(justification).toBe("Imports diagrams [exception to MaximumPermission: writes (nightly)]");
  expect(readExceptions(justification ?? "")).toEqual({
    text: "Imports diagrams",
    exceptions: [{ rule: "MaximumPermission", reason: "writes (nightly)" }],
  });
  expect(Testing.synth(stack).match(/exception to/g)).toHaveLength(1);
});

test("an exception holds for all that is within a construct, is written down only where it is needed, and needs a reason", () => {
  const app = Testing.app();
  const stack = new TerraformStack(app, "stack");
  except(stack, "RequireJustification", "a sandbox");
  const keys = [
    new ApiKey(stack, "a", { name: "a", readAccess: [TEAM] }),
    new ApiKey(stack, "b", { name: "b", readAccess: [TEAM], justification: "said" }),
  ];
  Aspects.of(app).add(new LeastPrivilege());
  Testing.synth(stack);
  expect(keys.flatMap(said)).toEqual([]);
  expect(keys.map(({ justificationInput }) => justificationInput)).toEqual([
    "[exception to RequireJustification: a sandbox]",
    "said",
  ]);
  expect(() => except(stack, "NamePattern", " ")).toThrow("needs a reason");
});

test("of several exceptions from a rule, the one nearest to the key gives the reason", () => {
  const app = Testing.app();
  const stack = new TerraformStack(app, "stack");
  const team = new Construct(stack, "team");
  except(app, "RequireJustification", "the app's");
  except(stack, "RequireJustification", "the stack's");
  except(team, "RequireJustification", "the team's");
  const [far, near] = [stack, team].map((scope) => new ApiKey(scope, "key", { name: "a", readAccess: [TEAM] }));
  Aspects.of(app).add(new RequireJustification());
  Testing.synth(stack);
  expect([far, near].map((key) => key?.justificationInput)).toEqual([
    "[exception to RequireJustification: the stack's]",
    "[exception to RequireJustification: the team's]",
  ]);
});

test("a justification that only Terraform knows keeps its exception", () => {
  const { justification } = judged(
    new MaximumPermission(),
    { permission: "read-write", justification: "$" + "{var.why}" },
    (key) => except(key, "MaximumPermission", "it writes"),
  );
  expect(justification).toBe("$" + "{var.why} [exception to MaximumPermission: it writes]");
});

test("keys of null resources are held to the same rules", () => {
  const app = Testing.app();
  const stack = new TerraformStack(app, "stack");
  const key = new LocalExecApiKey(stack, "key", {
    name: "CI",
    permission: "read-write",
    records: "r",
    secretFile: "s",
  });
  except(key, "RequireTeams", "local");
  Aspects.of(app).add(new LeastPrivilege());
  const text = Testing.synth(stack);
  expect(said(key).map((line) => /^error (\w+)/.exec(line)?.[1])).toEqual([
    "MaximumPermission",
    "RequireJustification",
  ]);
  expect(text).toContain("[exception to RequireTeams: local]");
});
