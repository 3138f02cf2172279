import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import {
  CloudcraftProvider,
  DataCloudcraftTeam,
  DataCloudcraftTeams,
  DataCloudcraftUser,
  Team,
} from "cdktf-cloudcraft";
import "cdktf/lib/testing/adapters/jest";

Testing.setupJest();

const ID = "11111111-2222-4333-8444-555555555555";
const stackWith = () => new TerraformStack(Testing.app(), "stack");
const dataIn = (stack: TerraformStack) => JSON.parse(Testing.synth(stack)).data;

function outputOf(stack: TerraformStack, value: unknown): unknown {
  new TerraformOutput(stack, "value", { value });
  return JSON.parse(Testing.synth(stack)).output.value.value;
}

test("a team is looked up by name or by id, with the provider that it is given", () => {
  const stack = stackWith();
  const europe = new CloudcraftProvider(stack, "europe", { alias: "europe" });
  Team.byName(stack, "platform", "Platform", europe);
  Team.byId(stack, "data", ID);
  expect(dataIn(stack).cloudcraft_team).toEqual({
    platform: { name: "Platform", provider: "cloudcraft.europe" },
    data: { id: ID },
  });
  expect(Testing.synth(stack)).toHaveDataSourceWithProperties(DataCloudcraftTeam, { id: ID });
});

test("the entry of a team for access lists is the same token each time", () => {
  const team = Team.byName(stackWith(), "platform", "Platform");
  expect(team.acl).toBe(team.acl);
});

test("the members of a team are read one by one, or all at once", () => {
  const stack = stackWith();
  const { members, visible } = Team.byName(stack, "platform", "Platform");
  const address = "data.cloudcraft_team.platform";
  expect(outputOf(stack, [members.get(1).email, members.get(0).mfaEnabled, members, visible])).toEqual([
    `\${${address}.members[1].email}`,
    `\${${address}.members[0].mfa_enabled}`,
    `\${${address}.members}`,
    `\${${address}.visible}`,
  ]);
});

test("all teams make an iterator", () => {
  const stack = stackWith();
  const all = new DataCloudcraftTeams(stack, "all");
  new DataCloudcraftTeam(stack, "each", { forEach: all.teams.allWithMapKey("name"), name: "x" });
  expect(JSON.stringify(dataIn(stack))).toContain("for key, val in data.cloudcraft_teams.all.teams: val.name => val");
});

test("look-ups that need nothing are given nothing, and write nothing", () => {
  const stack = stackWith();
  const me = new DataCloudcraftUser(stack, "me");
  expect(outputOf(stack, me.email)).toBe(`\${data.cloudcraft_user.me.email}`);
  expect(dataIn(stack)).toEqual({ cloudcraft_user: { me: {} } });
});
