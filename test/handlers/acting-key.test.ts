import { apiKey } from "../../src/handlers";
import { unknown } from "../../src/schema";
import { apiFor, contextFor, type Emulated, emulated } from "../support/emulated";

const READER = "cmVhZGVyLXJlYWRlci1yZWFkZXItcmVhZGVyLTAxMjM=";
const wanted = { name: "CI", permission: "read", deletionProtection: false } as const;

let emulator: Emulated;
beforeEach(async () => {
  emulator = await emulated({
    seed: {
      users: [{ name: "Olivia", email: "olivia@example.com", role: "owner" }],
      apiKeys: [{ name: "Reader", permission: "read", creator: "olivia@example.com", key: READER }],
    },
  });
});
afterEach(() => emulator.close());

/** A process that acts with a key. */
function acting(key: string) {
  const credential = { is: (value: string) => value === key, beginsWith: (hint: string) => key.startsWith(hint) };
  return contextFor(apiFor({ ...emulator, apiKey: key }).api, { credential });
}

const warning = { summary: "This plan cannot be applied with the key that made it" };

test("a plan with a read key says once that it could not be applied", async () => {
  const { context, warnings } = acting(READER);
  await apiKey.plan?.({ draft: wanted }, context);
  await apiKey.plan?.({ draft: { ...wanted, name: "CI 2" } }, context);
  expect(warnings).toMatchObject([warning]);
});

test("whatever it would change", async () => {
  const state = await apiKey.create(wanted, acting(emulator.apiKey).context);
  const warningsOf = async (draft: Parameters<NonNullable<typeof apiKey.plan>>[0]["draft"]) => {
    const { context, warnings } = acting(READER);
    await apiKey.plan?.({ draft, state }, context);
    return warnings;
  };
  expect(await warningsOf(undefined)).toMatchObject([warning]);
  expect(await warningsOf({ ...wanted, permission: "read-write" })).toMatchObject([warning]);
  expect(await warningsOf({ ...wanted, readAccess: unknown })).toMatchObject([warning]);
  expect(await warningsOf({ ...wanted, readAccess: [], justification: "kept here" })).toEqual([]);
});

test("a plan with a key that may write says nothing", async () => {
  const { context, warnings } = acting(emulator.apiKey);
  await apiKey.plan?.({ draft: wanted }, context);
  expect(warnings).toEqual([]);
});

test("nor does one with a key that cannot be told from others of the same user", async () => {
  const alike = `${READER.slice(0, 20)}${"x".repeat(24)}`;
  await emulator.control("POST", "apikey", {
    name: "Writer",
    permission: "read-write",
    creator: "olivia@example.com",
    key: alike,
  });
  const { context, warnings } = acting(READER);
  await apiKey.plan?.({ draft: wanted }, context);
  expect(warnings).toEqual([]);
});
