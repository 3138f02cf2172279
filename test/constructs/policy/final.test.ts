import { Aspects, TerraformResource, TerraformStack, Testing } from "cdktf";
import {
  ApiKey,
  type ApiKeyConfig,
  CloudcraftProvider,
  except,
  MaximumPermission,
  RequireTeams,
} from "cdktf-cloudcraft";
import { LocalExecApiKey } from "cdktf-cloudcraft/local-exec";
import { Rule } from "../../../src/constructs/policy";
import { readExceptions } from "../../../src/handlers/policy-exception";

const TEAM = "team/11111111-1111-4111-8111-111111111111";

function appWith() {
  const app = Testing.app({ fakeCdktfJsonPath: true });
  const stack = new TerraformStack(app, "stack");
  new CloudcraftProvider(stack, "cloudcraft", { installPlugin: false, lockFile: false });
  return { app, stack };
}

/** What an app is refused for that has a key, a rule for the whole app, and something done to the key. */
function refusal(change: (key: ApiKey, stack: TerraformStack) => void, config: Partial<ApiKeyConfig> = {}): string {
  const { app, stack } = appWith();
  Aspects.of(app).add(new MaximumPermission());
  const key = new ApiKey(stack, "key", { name: "CI", ...config });
  change(key, stack);
  try {
    app.synth();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

const WRITES = "MaximumPermission: this key may read-write, and read is the most that is allowed here.";

test.each<[string, (key: ApiKey, stack: TerraformStack) => void]>([
  ["an override", (key) => key.addOverride("permission", "read-write")],
  [
    "an override of the stack",
    (_, stack) => stack.addOverride("resource.cloudcraft_api_key.key.permission", "read-write"),
  ],
  [
    "an aspect that comes after the policy",
    (key, stack) =>
      Aspects.of(stack).add({
        visit: (node) => {
          if (node === key) key.permission = "read-write";
        },
      }),
  ],
])("a policy judges what is finally synthesized: %s counts", (_what, change) => {
  expect(refusal(change)).toContain(WRITES);
});

test("what an override takes back is no offence", () => {
  expect(refusal((key) => key.addOverride("permission", "read"), { permission: "read-write" })).toBe("");
});

test("a resource of the type that was declared without its construct is judged, too", () => {
  const { app, stack } = appWith();
  Aspects.of(stack).add(new MaximumPermission());
  const raw = new TerraformResource(stack, "raw", { terraformResourceType: "cloudcraft_api_key" });
  raw.addOverride("name", "CI");
  raw.addOverride("permission", "read-write");
  expect(() => app.synth()).toThrow(WRITES);
});

test("an override of a null resource's triggers counts", () => {
  const { app, stack } = appWith();
  Aspects.of(app).add(new MaximumPermission());
  const key = new LocalExecApiKey(stack, "key", { name: "CI", records: "r", secretFile: "s" });
  key.addOverride("triggers.permission", "read-write");
  Testing.synth(stack);
  expect(key.node.metadata.map(({ data }) => String(data))).toContainEqual(expect.stringContaining(WRITES));
});

test("an exception is written down where an override gives the justification", () => {
  const { app, stack } = appWith();
  Aspects.of(app).add(new MaximumPermission());
  const key = new ApiKey(stack, "key", { name: "CI", permission: "read-write" });
  key.addOverride("justification", "Nightly");
  except(key, "MaximumPermission", "it writes");
  const { resource } = JSON.parse(Testing.synth(stack));
  expect(readExceptions(resource.cloudcraft_api_key.key.justification)).toMatchObject({
    text: "Nightly",
    exceptions: [{ rule: "MaximumPermission" }],
  });
});

describe("a name that does not exist", () => {
  test.each([
    [
      "of a permission",
      () => new MaximumPermission("reed"),
      'MaximumPermission: "reed" does not exist. Did you mean `read`?',
    ],
    ["of an option", () => new RequireTeams({ manager: true } as never), "Did you mean `managers`?"],
    ["of a level", () => new RequireTeams({ level: "warn" as never }), "Did you mean `warning`?"],
  ])("%s is refused with the one that was meant", (_what, build, why) => {
    expect(build).toThrow(why);
  });

  test("of a rule is refused when the stack is validated, once", () => {
    const { app, stack } = appWith();
    for (const id of ["a", "b"]) new ApiKey(stack, id, { name: id });
    except(app, "MaximumPermision", "it writes");
    let said = "";
    try {
      app.synth();
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said.match(/There is no rule .*/g)).toEqual([
      "There is no rule `MaximumPermision` to be excepted from. Did you mean `MaximumPermission`?",
    ]);
  });

  test("of a rule may be that of the app's own rule", () => {
    class Quiet extends Rule {
      readonly name = "Quiet";
      protected judge = () => "it is loud.";
    }
    const { app, stack } = appWith();
    Aspects.of(app).add(new Quiet());
    const key = new ApiKey(stack, "key", { name: "CI" });
    except(key, "Quiet", "it may be loud");
    app.synth();
    expect(key.justificationInput).toContain("[exception to Quiet: it may be loud]");
  });
});

describe("with a second copy of the package and of the framework in the tree", () => {
  let other: typeof import("cdktf-cloudcraft");
  let otherFramework: typeof import("cdktf");
  beforeAll(() => {
    jest.isolateModules(() => {
      other = require("cdktf-cloudcraft");
      otherFramework = require("cdktf");
    });
  });

  const own = { ApiKey, MaximumPermission, Aspects, except };
  const copy = () => ({ ...other, Aspects: otherFramework.Aspects });
  test.each([
    ["the policy", () => ({ ...own, MaximumPermission: other.MaximumPermission })],
    ["the aspects", () => ({ ...own, Aspects: otherFramework.Aspects })],
    ["policy and aspects", () => ({ ...copy(), ApiKey })],
    ["the key", () => ({ ...own, ApiKey: other.ApiKey })],
    ["everything but the app", copy],
  ] as const)("a policy of the app is heeded, and so is an exception: %s from the copy", (_what, parts) => {
    const { ApiKey, MaximumPermission, Aspects } = parts() as typeof own;
    expect(ApiKey === own.ApiKey && MaximumPermission === own.MaximumPermission && Aspects === own.Aspects).toBe(false);
    for (const excepting of [undefined, except, other.except]) {
      const { app, stack } = appWith();
      Aspects.of(app).add(new MaximumPermission());
      const key = new ApiKey(stack, "key", { name: "CI", permission: "read-write", readAccess: [TEAM] });
      excepting?.(key, "MaximumPermission", "it writes");
      if (excepting) expect(() => app.synth()).not.toThrow();
      else expect(() => app.synth()).toThrow(WRITES);
    }
  });
});
