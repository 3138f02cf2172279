import { resources } from "../../src/handlers";
import { apiFor, contextFor, type Emulated, emulatedInVirtualTime } from "../support/emulated";

/** One suite for all resources that are objects of Cloudcraft and nothing more. */

type Values = Readonly<Record<string, unknown>>;
type Context = Omit<ReturnType<typeof contextFor>["context"], "keep"> & { keep(state: Values | undefined): void };

/** A resource of whatever attributes, as the provider has it after it has checked the values. */
interface Remote {
  create(input: Values, context: Context): Promise<Values>;
  read(state: Values, context: Context): Promise<Values | undefined>;
  update(input: Values, state: Values, context: Context): Promise<Values>;
  delete(state: Values, context: Context): Promise<void>;
  import(idOrName: string, context: Context): Promise<Values | undefined>;
}

interface Case {
  readonly type: string;
  /** Where the API has them, below its root. */
  readonly path: string;
  /** What the emulator's state and the client call them. */
  readonly noun: "awsAccounts" | "azureAccounts";
  readonly input: Values;
  /** Another value for each attribute that is given and told again. */
  readonly changes: Values;
  /** What is given and never told again. */
  readonly hidden?: Values;
  /** What it is called in messages. */
  readonly called: string;
}

const OLIVIA = "olivia@example.com";
const ALICE = "alice@example.com";
const ALICES_KEY = Buffer.alloc(32, "a").toString("base64");
const team = "team/11111111-1111-4111-8111-111111111111";
const other = "customer/22222222-2222-4222-8222-222222222222";

const id = (digit: number) => `${digit}0000000-0000-4000-8000-000000000000`;

const cases: readonly Case[] = [
  {
    type: "aws_account",
    path: "aws/account",
    noun: "awsAccounts",
    called: "AWS account",
    input: { name: "Production", roleArn: "arn:aws:iam::123456789012:role/cloudcraft", readAccess: [team] },
    changes: {
      name: "Live",
      roleArn: "arn:aws:iam::123456789012:role/other",
      readAccess: [team, other],
      writeAccess: [team],
    },
  },
  {
    type: "azure_account",
    path: "azure/account",
    noun: "azureAccounts",
    called: "Azure account",
    input: {
      name: "Production",
      subscriptionId: id(1),
      directoryId: id(2),
      applicationId: id(3),
      readAccess: [team],
    },
    hidden: { clientSecretWo: "abc~secret" },
    changes: {
      name: "Live",
      subscriptionId: id(4),
      directoryId: id(5),
      applicationId: id(6),
      readAccess: [team, other],
      writeAccess: [team],
    },
  },
];

describe.each(cases)("cloudcraft_$type", ({ type, path, noun, input, hidden, changes, called }) => {
  let emulator: Emulated;
  let remote: Remote;

  beforeEach(async () => {
    emulator = await emulatedInVirtualTime({
      seed: {
        users: [
          { name: "Olivia", email: OLIVIA, role: "owner" },
          { name: "Alice", email: ALICE, role: "admin" },
        ],
        apiKeys: [{ name: "Alice's", creator: ALICE, permission: "read-write", key: ALICES_KEY }],
      },
    });
    const found = resources.find(({ name }) => name === type);
    if (!found) throw new Error(`there is no ${type}`);
    remote = found as unknown as Remote;
  });
  afterEach(() => emulator.close());

  /** A provider's process: it remembers nothing of earlier ones. */
  function start(change: Parameters<typeof apiFor>[1] = {}) {
    const { api } = apiFor(emulator, change);
    const { context, warnings } = contextFor(api);
    const kept: (Values | undefined)[] = [];
    return { api, warnings, kept, context: { ...context, keep: (state: Values | undefined) => void kept.push(state) } };
  }

  const make = (given: Values, context: Context) => remote.create({ ...given, ...hidden }, context);
  const create = (given: Values = input) => make(given, start().context);
  const update = (given: Values, state: Values, context = start().context) =>
    remote.update({ ...given, ...hidden }, state, context);
  const there = async (): Promise<readonly Values[]> =>
    (await emulator.control("GET", "state").then((state) => (state as Record<string, readonly Values[]>)[noun])) ?? [];
  const byHand = (method: string, { id }: Values, body?: Values) => emulator.control(method, `${path}/${id}`, body);

  test("it is made as asked for, and is the same when it is read", async () => {
    const state = await create();
    expect(state).toMatchObject(input);
    expect(await there()).toMatchObject([{ id: state.id, ...input }]);
    expect(await remote.read(state, start().context)).toEqual(state);
  });

  test.each(Object.keys(changes))("%s is changed in place", async (name) => {
    const state = await create();
    emulator.time.pass(60_000);
    const changed = await update({ ...input, [name]: changes[name] }, state);
    expect(changed).toMatchObject({ ...input, id: state.id, [name]: changes[name] });
    expect(await there()).toMatchObject([{ ...input, id: state.id, [name]: changes[name] }]);
    expect(await remote.read(changed, start().context)).toEqual(changed);
  });

  test.each(Object.keys(changes))("%s that was changed outside Terraform is seen, and set back", async (name) => {
    const state = await create();
    emulator.time.pass(60_000);
    await byHand("PATCH", state, { [name]: changes[name] });
    const drifted = await remote.read(state, start().context);
    expect(drifted).toMatchObject({ id: state.id, [name]: changes[name] });
    if (!drifted) throw new Error("it is gone");
    await update(input, drifted);
    expect((await there())[0]?.[name] ?? []).toEqual(input[name] ?? []);
  });

  test.each(["readAccess", "writeAccess"])("%s that is no longer given is emptied", async (name) => {
    const state = await create({ ...input, [name]: [team] });
    await update({ ...input, [name]: undefined }, state);
    expect((await there())[0]?.[name]).toEqual([]);
  });

  test("one that was deleted outside Terraform is gone after a second look, and that is told", async () => {
    const state = await create();
    emulator.time.pass(120_000);
    await byHand("DELETE", state);
    const { context, warnings } = start();
    expect(await remote.read(state, context)).toBeUndefined();
    expect(warnings).toMatchObject([{ summary: `${called} "${input.name}" no longer exists` }]);
  });

  test("one that the provider's user cannot see is not taken for deleted", async () => {
    const state = await create({ ...input, readAccess: [] });
    const alice = start({ apiKey: ALICES_KEY });
    await expect(remote.read(state, alice.context)).rejects.toMatchObject({ kind: "invisible" });
    await expect(remote.delete(state, alice.context)).rejects.toMatchObject({ kind: "invisible" });
    expect(await there()).toHaveLength(1);
  });

  test("it is imported by its id in whatever case, and by its name", async () => {
    const state = await create();
    const imported = await remote.import(String(state.id).toUpperCase(), start().context);
    expect(imported).toMatchObject({ ...input, id: state.id });
    expect(await remote.import(String(input.name), start().context)).toEqual(imported);
    expect(await remote.import("Nobody", start().context)).toBeUndefined();
  });

  test("a name that several have is not imported: all of them are told", async () => {
    const [one, two] = [await create(), await create()];
    const refusal = await remote.import(String(input.name), start().context).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: "ambiguous_name" });
    expect((refusal as Error).message).toContain(`${one.id}`);
    expect((refusal as Error).message).toContain(`${two.id}`);
  });

  test("it is deleted, and what is gone already is deleted as well", async () => {
    const state = await create();
    await remote.delete(state, start().context);
    expect(await there()).toEqual([]);
    await remote.delete(state, start().context);
  });

  test("a deletion that the service denies is not believed while it is still there", async () => {
    const state = await create();
    await emulator.fault({ fault: "status", status: 404, method: "DELETE", path: `/${path}/*`, times: "always" });
    await expect(remote.delete(state, start().context)).rejects.toMatchObject({ kind: "not_deleted" });
  });

  test.each(["drop", "reset", "cut", "malformed"] as const)(
    "one whose answer was lost (%s) is taken over: exactly one is made",
    async (fault) => {
      const when = fault === "drop" || fault === "reset" ? { when: "after-commit" as const } : {};
      await emulator.fault({ fault, ...when, method: "POST" } as Parameters<Emulated["fault"]>[0]);
      const state = await create();
      expect(await there()).toMatchObject([{ id: state.id, ...input }]);
    },
  );

  test("one whose answer was lost is found by reads that lag behind", async () => {
    await emulator.fault({ fault: "drop", when: "after-commit", method: "POST" });
    await emulator.fault({ fault: "stale", method: "GET", path: `/${path}`, lagMs: 3_000, times: "always" });
    const state = await create();
    expect(await there()).toMatchObject([{ id: state.id }]);
  });

  test("one that was there before is never taken over", async () => {
    const before = await create();
    await emulator.fault({ fault: "drop", when: "before-commit", method: "POST", times: "always" });
    await expect(create()).rejects.toMatchObject({ kind: "network" });
    expect(await there()).toMatchObject([{ id: before.id }]);
  });

  test("of two that are made at once and lose their answers, each becomes its own", async () => {
    await emulator.fault({ fault: "drop", when: "after-commit", method: "POST", times: 2 });
    const { context } = start();
    const [one, two] = await Promise.all([make(input, context), make(input, context)]);
    expect(one.id).not.toEqual(two.id);
    expect(await there()).toHaveLength(2);
  });

  test("an update that fails keeps what there is", async () => {
    const state = await create();
    await emulator.fault({ fault: "status", status: 500, method: "PUT" });
    const { context, kept } = start();
    await expect(update({ ...input, name: "Live" }, state, context)).rejects.toMatchObject({ kind: "server" });
    expect(kept).toEqual([state]);
  });

  test("an update whose answer was lost keeps what it came to", async () => {
    const state = await create();
    await emulator.fault({ fault: "drop", when: "after-commit", method: "PUT", times: "always" });
    const { context, kept } = start({ maxRetries: 0 });
    await expect(update({ ...input, name: "Live" }, state, context)).rejects.toMatchObject({ kind: "network" });
    expect(kept).toMatchObject([{ id: state.id, name: "Live" }]);
  });
});

test("the suite knows every resource but those with suites of their own", () => {
  const own = ["api_key"];
  expect(resources.map(({ name }) => name).filter((name) => !own.includes(name))).toEqual(
    cases.map(({ type }) => type),
  );
});
