import { Aspects, TerraformStack, Testing } from "cdktf";
import { ApiKey, RequireTeams } from "cdktf-cloudcraft";

test("an error leads to the line that declares the key, and tells how to be excepted", () => {
  const app = Testing.app({ stackTraces: true });
  const stack = new TerraformStack(app, "stack");
  const key = new ApiKey(stack, "key", { name: "CI" });
  Aspects.of(app).add(new RequireTeams());
  Testing.synth(stack);
  const told = key.node.metadata.find(({ type }) => type === "@cdktf/error");
  expect(told?.data).toMatch(
    /except\(key, "RequireTeams", "\.\.\."\)\. Declared at test\/constructs\/policy\/annotate\.test\.ts:\d+\.$/,
  );
  expect(told?.trace?.[0]).toContain("annotate.test.ts");
});

test("an app that wants no traces gets none", () => {
  const app = Testing.app({ stackTraces: false });
  const stack = new TerraformStack(app, "stack");
  const key = new ApiKey(stack, "key", { name: "CI" });
  Aspects.of(app).add(new RequireTeams());
  Testing.synth(stack);
  const told = key.node.metadata.find(({ type }) => type === "@cdktf/error");
  expect(told?.data).not.toContain("Declared at");
  expect(told?.trace ?? []).toEqual([]);
});
