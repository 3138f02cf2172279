import { team, teams, user } from "../../src/handlers";
import { validate } from "../../src/schema";
import { apiFor, contextFor, type Emulated, emulated } from "../support/emulated";

let emulator: Emulated;
beforeEach(async () => {
  emulator = await emulated({
    seed: {
      users: [{ name: "Olivia", email: "olivia@example.com", role: "owner" }],
      teams: ["Platform", "Data", "Data"].map((name) => ({ name, members: [{ user: "olivia@example.com" }] })),
    },
  });
});
afterEach(() => emulator.close());

const context = () => contextFor(apiFor(emulator).api).context;

test("a team is found by its name, with its entry for access lists and its members", async () => {
  const found = await team.read({ name: "Platform" }, context());
  expect(found.acl).toBe(`team/${found.id}`);
  expect(found.members).toMatchObject([{ email: "olivia@example.com" }]);
});

test("a team is found by its id, in whatever case it is written", async () => {
  const { id } = await team.read({ name: "Platform" }, context());
  expect(await team.read({ id: id.toUpperCase() }, context())).toMatchObject({
    id: id.toUpperCase(),
    name: "Platform",
  });
});

test("an unknown name lists the candidates", async () => {
  await expect(team.read({ name: "platform" }, context())).rejects.toMatchObject({
    kind: "team_not_found",
    detail: expect.stringContaining('"Platform"'),
    path: ["name"],
  });
});

test("an ambiguous name lists the candidates with their ids", async () => {
  const ids = (await emulator.state()).teams.filter(({ name }) => name === "Data").map(({ id }) => id);
  const error = await team.read({ name: "Data" }, context()).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ kind: "ambiguous_team" });
  for (const id of ids) expect((error as Error).message).toContain(id);
});

test("exactly one of name and id is asked for", () => {
  expect(validate(team, {})).toHaveLength(1);
  expect(validate(team, { name: "a", id: "11111111-1111-4111-8111-111111111111" })).toHaveLength(1);
  expect(validate(team, { name: "a" })).toEqual([]);
});

test("all teams are listed by name", async () => {
  expect((await teams.read({}, context())).teams.map(({ name }) => name)).toEqual(["Data", "Data", "Platform"]);
});

test("the user is the one whom the key acts as", async () => {
  expect(await user.read({}, context())).toMatchObject({ email: "olivia@example.com" });
});
