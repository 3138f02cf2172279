import { defaultSeed, Misfit, parseSeed, type Seed } from "../../src/emulator";
import { caller, controller, each, emulate } from "./caller";
import { organisation } from "./organisation";

const owner = { name: "O", email: "o@x.example", role: "owner" };
const id = "AAAAAAAA-0000-4000-8000-000000000000";

describe("a seed", () => {
  test("by default is an owner and the teams Platform and Data", async () => {
    const call = caller(await emulate());
    expect(each((await call("GET", "/team")).body, "name")).toEqual(["Platform", "Data"]);
    expect(await call("POST", "/apikey", { name: "a", permission: "read" })).toMatchObject({ status: 201 });
  });

  test.each([
    ["default", defaultSeed],
    ["large", organisation],
  ])("that is the %s one survives JSON", (_name, seed) => {
    expect(parseSeed(JSON.parse(JSON.stringify(seed)))).toEqual(seed);
  });

  test("may be no more than an owner", async () => {
    const emulator = await emulate({ seed: parseSeed({ users: [owner] }) });
    expect((await caller(emulator)("GET", "/user/me")).body.email).toBe("o@x.example");
    expect((await caller(emulator)("GET", "/team")).body).toEqual([]);
  });

  test("gives things the ids that it names, in lower case", async () => {
    const emulator = await emulate({ seed: { users: [{ ...owner, id, role: "owner" }] } });
    expect((await caller(emulator)("GET", "/user/me")).body.id).toBe(id.toLowerCase());
  });

  test("may hold a key that the chosen owner's key replaces", async () => {
    const emulator = await emulate({ seed: organisation, apiKey: "chosen" });
    expect(emulator.apiKey).toBe("chosen");
    expect(await caller(emulator)("GET", "/team")).toMatchObject({ status: 200 });
    expect(await caller(emulator, "owner-key")("GET", "/team")).toMatchObject({ status: 401 });
  });

  test("may hold a shared key whose value nobody knows", async () => {
    const seed = {
      ...organisation,
      apiKeys: [{ name: "old", permission: "read", creator: "ada@acme.example", readAccess: [] }],
    } as const;
    const { body } = await controller(await emulate({ seed }))("GET", "state");
    expect(each(body.apiKeys, "name")).toContain("old");
  });

  test.each([
    [undefined, "seed must be an object"],
    [[], "seed must be an object"],
    [{}, "seed.users must be a list"],
    [{ users: [], people: [] }, "seed.people must not be there (known here: customers, users, teams, apiKeys)"],
    [{ users: [{ ...owner, name: " " }] }, "seed.users[0].name must be a non-blank string"],
    [{ users: [owner, { ...owner, role: "boss" }] }, "seed.users[1].role must be one of: owner, admin, user"],
    [{ users: [{ ...owner, id: "1" }] }, "seed.users[0].id must be a UUID"],
    [{ users: [{ ...owner, apiKey: "two words" }] }, "seed.users[0].apiKey must be printable ASCII without spaces"],
    [{ users: [owner], teams: [{ name: "T", visible: 1 }] }, "seed.teams[0].visible must be true or false"],
    [
      { users: [owner], teams: [{ name: "T", members: [{}] }] },
      "seed.teams[0].members[0].user must be a non-blank string",
    ],
    [
      { users: [owner], apiKeys: [{ name: "K", permission: "admin", creator: "o@x.example" }] },
      "seed.apiKeys[0].permission must be one of: read, read-write",
    ],
    [
      { users: [owner], apiKeys: [{ name: "K", permission: "read", creator: "o@x.example", readAccess: ["x"] }] },
      "seed.apiKeys[0].readAccess[0] must be team/UUID or customer/UUID",
    ],
  ])("of %j is refused with the member at fault", (json, message) => {
    expect(() => parseSeed(json)).toThrow(new Misfit(...split(message)));
  });

  test.each([
    [{ users: [] }, "seed.users must hold at least one user with the role owner"],
    [{ users: [{ ...owner, role: "admin" }] }, "seed.users must hold at least one user with the role owner"],
    [{ users: [owner, owner] }, "seed.users[1].email must be the only one of that email"],
    [{ users: [{ ...owner, customer: "Nobody" }] }, "seed.users[0].customer must be the name of a customer"],
    [{ customers: [], users: [owner] }, "seed.users[0].customer must be the name of a customer"],
    [
      { customers: [{ name: "A" }, { name: "A" }], users: [owner] },
      "seed.customers[1].name must be the only one of that name",
    ],
    [
      { customers: [{ id, name: "A" }], users: [{ ...owner, id: id.toLowerCase() }] },
      "seed.users[0].id must be an id that nothing else has",
    ],
    [
      { users: [owner], teams: [{ name: "T", members: [{ user: "x" }] }] },
      "seed.teams[0].members[0].user must be a user's email",
    ],
    [
      { users: [owner], apiKeys: [{ name: "K", permission: "read", creator: "x" }] },
      "seed.apiKeys[0].creator must be a user's email",
    ],
    [
      {
        users: [{ ...owner, apiKey: "same" }],
        apiKeys: [{ name: "K", permission: "read", creator: "o@x.example", key: "same" }],
      },
      "seed.apiKeys[0].key must be a value that no other key has",
    ],
    [
      {
        users: [
          { ...owner, apiKey: "same" },
          { ...owner, email: "p@x.example", apiKey: "same" },
        ],
      },
      "seed.users[1].apiKey must be a value that no other key has",
    ],
  ])("of %j does not start", (json, message) =>
    expect(emulate({ seed: json as Seed })).rejects.toThrow(new Misfit(...split(message))),
  );
});

function split(message: string): [path: string, must: string] {
  const [path = "", must = ""] = message.split(" must ");
  return [path, must];
}
