import { apiKey } from "../../src/handlers";
import { validate } from "../../src/schema";
import { apiFor, contextFor, type Emulated, emulated } from "../support/emulated";

const ALICE = "YWxpY2UtYWxpY2UtYWxpY2UtYWxpY2UtYWxpY2UtMDE=";
const TEAM = "team/11111111-1111-4111-8111-111111111111";
const wanted = { name: "CI", permission: "read", deletionProtection: false } as const;

let emulator: Emulated;
beforeEach(async () => {
  emulator = await emulated({
    seed: {
      users: [
        { name: "Olivia", email: "olivia@example.com", role: "owner" },
        { name: "Alice", email: "alice@example.com", role: "admin", apiKey: ALICE },
      ],
      teams: [{ id: TEAM.slice(5), name: "Platform", members: [{ user: "olivia@example.com" }] }],
    },
  });
});
afterEach(() => emulator.close());

/** The handlers as the owner, or as somebody else. A new process: nothing is remembered. */
function as(key = emulator.apiKey, treatInvisibleAsDeleted = false) {
  const { api } = apiFor({ ...emulator, apiKey: key });
  return contextFor(api, { treatInvisibleAsDeleted });
}

test("a key is created with its value, its creator and its hint", async () => {
  const { context } = as();
  const state = await apiKey.create({ ...wanted, readAccess: [TEAM], justification: "why" }, context);
  expect(state).toMatchObject({ name: "CI", permission: "read", readAccess: [TEAM], justification: "why" });
  expect(state.key?.startsWith(state.hint)).toBe(true);
  expect(state.creatorId).toBe((await context.api.users.me()).id);
});

test("every change is made in place and keeps the value", async () => {
  const { context } = as();
  const state = await apiKey.create(wanted, context);
  const changed = await apiKey.update(
    { ...wanted, name: "CI 2", permission: "read-write", readAccess: [TEAM], writeAccess: [TEAM] },
    state,
    context,
  );
  expect(changed).toMatchObject({ id: state.id, key: state.key, name: "CI 2", permission: "read-write" });
  expect((await emulator.state()).apiKeys.find(({ id }) => id === state.id)).toMatchObject({
    name: "CI 2",
    permission: "read-write",
    readAccess: [TEAM],
    writeAccess: [TEAM],
  });
});

test("leaving an access list out again unshares the key", async () => {
  const { context } = as();
  const state = await apiKey.create({ ...wanted, readAccess: [TEAM] }, context);
  await apiKey.update(wanted, state, context);
  expect((await emulator.state()).apiKeys.find(({ id }) => id === state.id)?.readAccess).toEqual([]);
});

test("a changed justification needs no request", async () => {
  const { context } = as();
  const state = await apiKey.create(wanted, context);
  const before = emulator.requests.length;
  expect((await apiKey.update({ ...wanted, justification: "new" }, state, context)).justification).toBe("new");
  expect(emulator.requests).toHaveLength(before);
});

test("drift in every attribute is read", async () => {
  const state = await apiKey.create(wanted, as().context);
  await emulator.control("PATCH", `apikey/${state.id}`, {
    name: "edited",
    permission: "read-write",
    readAccess: [TEAM],
    writeAccess: [TEAM],
  });
  expect(await apiKey.read(state, as().context)).toMatchObject({
    name: "edited",
    permission: "read-write",
    readAccess: [TEAM],
    writeAccess: [TEAM],
    key: state.key,
  });
});

describe("a key that is not to be seen", () => {
  test("is gone if the caller created it, and a warning names it", async () => {
    const state = await apiKey.create(wanted, as().context);
    await emulator.control("DELETE", `apikey/${state.id}`);
    const { context, warnings } = as();
    expect(await apiKey.read(state, context)).toBeUndefined();
    expect(warnings).toMatchObject([{ summary: 'API key "CI" no longer exists' }]);
  });

  test("is not taken for gone if somebody else created it", async () => {
    const state = await apiKey.create(wanted, as().context);
    await expect(apiKey.read(state, as(ALICE).context)).rejects.toMatchObject({
      kind: "invisible",
      detail: expect.stringContaining("Alice"),
      remedy: expect.stringContaining("treat_invisible_as_deleted"),
    });
  });

  test("is not taken for deleted when it is deleted, either", async () => {
    const state = await apiKey.create(wanted, as().context);
    await expect(apiKey.delete(state, as(ALICE).context)).rejects.toMatchObject({ kind: "invisible" });
    expect((await emulator.state()).apiKeys.some(({ id }) => id === state.id)).toBe(true);
  });

  test("is taken for gone on request", async () => {
    const state = await apiKey.create(wanted, as().context);
    expect(await apiKey.read(state, as(ALICE, true).context)).toBeUndefined();
  });

  test.each([401, 403, 500])("is not taken for gone when the service answers %i", async (status) => {
    const state = await apiKey.create(wanted, as().context);
    await emulator.fault({ fault: "status", status, method: "GET", times: "always" });
    await expect(apiKey.read(state, as().context)).rejects.toMatchObject({ status });
  });
});

test("deleting a key revokes it, and deleting it again is no error for its creator", async () => {
  const { context } = as();
  const state = await apiKey.create(wanted, context);
  await apiKey.delete(state, context);
  const { api } = apiFor({ ...emulator, apiKey: state.key ?? "" });
  await expect(api.users.me()).rejects.toMatchObject({ kind: "unauthorized" });
  await apiKey.delete(state, context);
});

test("an import yields everything but the value", async () => {
  const state = await apiKey.create({ ...wanted, readAccess: [TEAM] }, as().context);
  expect(await apiKey.import?.(state.id, as().context)).toEqual({
    ...state,
    key: undefined,
    fingerprint: undefined,
    writeAccess: expect.anything(),
  });
  expect(await apiKey.import?.("00000000-0000-4000-8000-000000000000", as().context)).toBeUndefined();
});

test("an import by name takes the only key of that name, and lists the candidates if there are several", async () => {
  const { id } = await apiKey.create(wanted, as().context);
  expect(await apiKey.import?.("CI", as().context)).toMatchObject({ id });
  expect(await apiKey.import?.("none", as().context)).toBeUndefined();
  const other = await apiKey.create(wanted, as().context);
  await expect(apiKey.import?.("CI", as().context)).rejects.toMatchObject({
    kind: "ambiguous_name",
    detail: expect.stringMatching(new RegExp(`${id}.*${other.id}`)),
  });
});

describe("a key is not deleted", () => {
  test("while it is protected, neither at plan nor at apply", async () => {
    const { context } = as();
    const state = await apiKey.create({ ...wanted, deletionProtection: true }, context);
    const refusal = { kind: "deletion_protected", path: ["deletionProtection"] };
    await expect(apiKey.plan?.({ state }, context)).rejects.toMatchObject(refusal);
    await expect(apiKey.delete(state, context)).rejects.toMatchObject(refusal);
    await apiKey.delete({ ...state, deletionProtection: false }, context);
  });

  test.each([
    ["its value is the provider's", (key: string) => key],
    ["it was imported, and hint and creator are the provider's", () => undefined],
  ])("nor downgraded if %s", async (_why, stored) => {
    const state = await apiKey.create({ ...wanted, permission: "read-write" }, as().context);
    const { api } = apiFor({ ...emulator, apiKey: state.key ?? "" });
    const credential = {
      is: (value: string) => value === state.key,
      beginsWith: (hint: string) => state.key?.startsWith(hint) ?? false,
    };
    const { context } = contextFor(api, { credential });
    const own = { ...state, key: stored(state.key ?? "") };
    await expect(apiKey.plan?.({ state: own }, context)).rejects.toMatchObject({ kind: "own_key" });
    await expect(apiKey.delete(own, context)).rejects.toMatchObject({ kind: "own_key" });
    await expect(apiKey.plan?.({ state: own, draft: wanted }, context)).rejects.toMatchObject({ kind: "own_key" });
    await expect(apiKey.update(wanted, own, context)).rejects.toMatchObject({ kind: "own_key" });
    expect((await emulator.state()).apiKeys.find(({ id }) => id === state.id)?.permission).toBe("read-write");
  });

  test("only for its value or its hint: another key of the same creator is", async () => {
    const { context } = as();
    await apiKey.delete(await apiKey.create(wanted, context), context);
    expect((await emulator.state()).apiKeys.some(({ name }) => name === "CI")).toBe(false);
  });
});

test("an update that failed leaves what the service says in the state", async () => {
  const { context } = as();
  const state = await apiKey.create(wanted, context);
  await emulator.fault({ fault: "status", status: 500, method: "PUT", times: "always" });
  await emulator.control("PATCH", `apikey/${state.id}`, { readAccess: [TEAM] });
  const kept: unknown[] = [];
  const update = apiKey.update({ ...wanted, name: "new" }, state, { ...context, keep: (seen) => void kept.push(seen) });
  await expect(update).rejects.toMatchObject({ status: 500 });
  expect(kept).toMatchObject([{ name: "CI", readAccess: [TEAM], key: state.key }]);
});

describe("a key that is complete, but in no state, since an apply was killed before it could store it", () => {
  test("is named by every later plan, until it is used", async () => {
    const lost = await apiKey.create(wanted, as().context);
    const state = await apiKey.create(wanted, as().context);
    for (const { context, warnings } of [as(), as()]) {
      await apiKey.read(state, context);
      expect(warnings).toMatchObject([{ detail: expect.stringMatching(`${lost.id}.*nobody has its value`) }]);
    }
    await as(lost.key).context.api.users.me();
    const { context, warnings } = as();
    await apiKey.read(state, context);
    expect(warnings).toEqual([]);
  });

  test("is not seen in one that the same state knows, or that somebody else made", async () => {
    const other = await apiKey.create(wanted, as().context);
    await apiKey.create(wanted, as(ALICE).context);
    const state = await apiKey.create(wanted, as().context);
    const { context, warnings } = as();
    await apiKey.read(other, context);
    warnings.splice(0);
    await apiKey.read(state, context);
    expect(warnings).toEqual([]);
  });
});

describe("a plan", () => {
  test("warns of another key with the same name, with its id and how to import it", async () => {
    const { id } = await apiKey.create(wanted, as().context);
    const { context, warnings } = as();
    await apiKey.plan?.({ draft: wanted }, context);
    expect(warnings).toMatchObject([{ path: ["name"], remedy: expect.stringMatching(`terraform import .*${id}`) }]);
  });

  test("does not warn of the key itself, nor where the name does not change", async () => {
    const state = await apiKey.create(wanted, as().context);
    const { context, warnings } = as();
    await apiKey.plan?.({ draft: { ...wanted, permission: "read-write" }, state }, context);
    await apiKey.plan?.({ draft: { ...wanted, name: "CI renamed" }, state }, context);
    expect(warnings).toEqual([]);
  });
});

describe("validation", () => {
  const access = (entry: string) => validate(apiKey, { name: "x", readAccess: [entry] }).map(({ why }) => why);

  test.each([TEAM, TEAM.toUpperCase().replace("TEAM", "team"), TEAM.replace("team", "customer")])(
    "takes %s for an access entry",
    (entry) => expect(access(entry)).toEqual([]),
  );

  test.each(["team/x", "user/11111111-1111-4111-8111-111111111111", `${TEAM}/x`, "team/", ""])(
    "does not take %p for one",
    (entry) => expect(access(entry)).toEqual([expect.stringContaining('"team/UUID"')]),
  );

  test("guesses that a bare UUID was meant as a team", () => {
    expect(access(TEAM.slice(5))).toEqual([expect.stringContaining(`Did you mean "${TEAM}"?`)]);
  });

  test("refuses a blank name and an unknown permission", () => {
    expect(validate(apiKey, { name: "  ", permission: "write" }).map(({ path }) => path)).toEqual([
      ["name"],
      ["permission"],
    ]);
  });
});
