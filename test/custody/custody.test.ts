import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createKey, destroyKey, type KeyRecord, Records, type Sink, sweep, sweepAll } from "../../src/custody";
import { Killed, type Wanted, World } from "./world";

const READ: Wanted = { name: "CI", permission: "read" };
const WRITE: Wanted = { name: "CI", permission: "read-write" };

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.remove());

const create = (generation: string, wanted = READ, sink: Sink = world.file, context = world.context()) =>
  createKey({ owner: "keys/ci", generation, wanted, sink }, context);
const destroy = (generation: string, context = world.context()) =>
  destroyKey(
    { owner: "keys/ci", generation, name: "CI", deletionProtection: false, secretFile: world.file.file },
    context,
  );
const stored = () => (existsSync(world.file.file) ? readFileSync(world.file.file, "utf8") : undefined);
const record = () => world.context().records.read("keys/ci");
const files = () => readdirSync(world.root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

test("a record says everything of a key but its value, in a folder and files of its own", async () => {
  await create("1");
  expect(record()).toMatchObject({
    owner: "keys/ci",
    generation: "1",
    stage: "stored",
    nonces: [],
    key: { name: "CI" },
  });
  expect(world.keyOf(stored())?.id).toBe(record()?.key?.id);
  for (const { parentPath, name } of files()) {
    expect(statSync(join(parentPath, name)).mode & 0o777).toBe(0o600);
    if (parentPath.includes("records")) expect(readFileSync(join(parentPath, name), "utf8")).not.toContain(stored());
  }
  expect(statSync(world.context().records.folder).mode & 0o777).toBe(0o700);
});

test("a newer null resource takes the key over, and the destruction of the older one leaves it alone", async () => {
  await create("1");
  const value = stored();
  expect(await create("2", WRITE)).toMatchObject({ action: "updated" });
  expect(await destroy("1")).toMatchObject({ action: "superseded" });
  expect([world.live.size, stored(), world.keyOf(value)?.permission]).toEqual([1, value, "read-write"]);
  expect(await destroy("2")).toMatchObject({ action: "revoked" });
  expect(await destroy("2")).toMatchObject({ action: "absent" });
  expect([world.live.size, stored()]).toEqual([0, undefined]);
});

test("a key that is gone is made again, with a new value", async () => {
  await create("1");
  const value = stored();
  world.live.clear();
  expect(await create("2")).toMatchObject({ action: "created" });
  expect(stored()).not.toBe(value);
  expect(world.keyOf(stored())?.name).toBe("CI");
});

describe("killed after any number of steps", () => {
  const steps = Array.from({ length: 12 }, (_, at) => at);

  /** Runs something in a process that is killed on the way. */
  async function killed(
    run: (context: ReturnType<World["context"]>) => Promise<unknown>,
    after: number,
  ): Promise<boolean> {
    const context = world.context(after);
    await run(context).catch((error) => {
      if (!(error instanceof Killed) && !context.isDead()) throw error;
    });
    return context.isDead();
  }

  test.each(steps)("%d: a creation is completed by the next one, with exactly one key", async (after) => {
    await killed((context) => create("1", READ, world.file, context), after);
    await create("2");
    expect([...world.live.values()]).toMatchObject([{ name: "CI", value: stored() }]);
    expect(record()).toMatchObject({ stage: "stored", generation: "2" });
  });

  test.each(steps)("%d: a creation whose value goes to a command is completed likewise", async (after) => {
    const sink = { command: ["sh", "-c", `umask 077; cat > ${join(world.root, "fed")}`] };
    await killed((context) => create("1", READ, sink, context), after);
    await create("2", READ, sink);
    expect([...world.live.values()]).toMatchObject([
      { name: "CI", value: readFileSync(join(world.root, "fed"), "utf8") },
    ]);
  });

  test.each(steps)("%d: what is left of a creation is swept", async (after) => {
    await killed((context) => create("1", READ, world.file, context), after);
    await sweep({ declared: [], handedOver: [] }, world.context());
    expect([...world.live.values()]).toEqual([]);
  });

  test.each(steps)("%d: a change and a removal are completed by the next one", async (after) => {
    await create("1");
    const value = stored();
    await killed((context) => create("2", WRITE, world.file, context), after);
    await create("3", WRITE);
    expect([...world.live.values()]).toMatchObject([{ permission: "read-write", value }]);
    await killed((context) => destroy("3", context), after);
    await destroy("3");
    expect([...world.live.values()]).toEqual([]);
  });

  test.each(steps)("%d: a change, and then the code is deleted: the key is swept", async (after) => {
    await create("1");
    await killed((context) => create("2", WRITE, world.file, context), after);
    await sweep({ declared: [], handedOver: [] }, world.context());
    expect([[...world.live.values()], stored()]).toEqual([[], undefined]);
  });
});

describe("a sink", () => {
  const failing = (script: string): Sink => ({ command: ["sh", "-c", script] });

  test.each([
    ["a command that fails", failing("cat > /dev/null; exit 3"), "exit code 3"],
    ["a command that does not exist", { command: ["no-such-program-here"] }, "cannot be run"],
  ])("that is %s: the key is revoked again", async (_what, sink, why) => {
    await expect(create("1", READ, sink)).rejects.toThrow(why);
    expect([world.live.size, record()?.stage]).toEqual([0, "revoked"]);
  });

  test("that says the value, in whatever form, is not quoted", async () => {
    const script =
      "read -r v || true; echo $v >&2; echo x=$v | base64 >&2; printf '%s' $v | base64 >&2; echo reason >&2; exit 1";
    const error = (await create("1", READ, failing(script)).catch((caught) => caught)) as Error;
    expect(error.message).toContain("reason");
    expect(error.message).toMatch(/blotted out/);
    expect(error.message).not.toMatch(/[A-Za-z0-9+/]{30}/);
  });

  test("whose key cannot be revoked either: the error names it, and the next creation makes up for it", async () => {
    const context = world.context(undefined, { rollBack: () => Promise.reject(new Error("away")) });
    await expect(create("1", READ, failing("exit 1"), context)).rejects.toMatchObject({ kind: "left_behind" });
    await create("2");
    expect([...world.live.values()]).toMatchObject([{ name: "CI", value: stored() }]);
  });

  const folder = (file: string) => mkdirSync(dirname(file), { mode: 0o700 });
  const linkedFolder = (file: string) => {
    mkdirSync(`${dirname(file)}-elsewhere`);
    symlinkSync(`${dirname(file)}-elsewhere`, dirname(file));
  };
  const link = (file: string) => {
    folder(file);
    symlinkSync("/nowhere", file);
  };
  const notes = (file: string) => {
    folder(file);
    writeFileSync(file, "notes");
  };

  test.each<[string, (file: string) => void, string]>([
    ["a folder that others may enter", (file) => mkdirSync(dirname(file), { mode: 0o755 }), "other users"],
    ["a folder by way of a link", linkedFolder, "symbolic link"],
    ["a link in its place", link, "symbolic link"],
    ["a folder in its place", (file) => mkdirSync(file, { recursive: true, mode: 0o700 }), "no file"],
    ["something else in it", notes, "something else"],
  ])("that is a file with %s is refused before there is a key", async (_what, prepare, why) => {
    prepare(world.file.file);
    await expect(create("1")).rejects.toThrow(why);
    expect(world.live.size).toBe(0);
  });

  test("is changed from one file to another, and to a command, but no value is told twice", async () => {
    const other = { file: join(world.root, "secrets", "other") };
    await create("1");
    const value = stored();
    await create("2", READ, other);
    expect([stored(), readFileSync(other.file, "utf8")]).toEqual([undefined, value]);
    await create("3", READ, { command: ["sh", "-c", `cat > ${join(world.root, "fed")}`] });
    expect([existsSync(other.file), readFileSync(join(world.root, "fed"), "utf8")]).toEqual([false, value]);
    await expect(create("4")).rejects.toMatchObject({ kind: "value_untold" });
    expect(world.keyOf(value)).toBeDefined();
  });

  test("that has lost its value is told of", async () => {
    await create("1");
    rmSync(world.file.file);
    await create("2", WRITE);
    expect(world.warnings.map(({ summary }) => summary)).toEqual(['The value of API key "CI" is missing']);
  });
});

describe("without a record", () => {
  const lose = () => rmSync(join(world.root, "records"), { recursive: true });

  test("a key is known by its stored value, to change and to revoke", async () => {
    world.add("CI", { creatorId: "somebody" });
    await create("1");
    lose();
    expect(await create("2", WRITE)).toMatchObject({ action: "adopted" });
    lose();
    expect(await destroy("2")).toMatchObject({ action: "revoked" });
    expect([...world.live.values()]).toMatchObject([{ id: "id-1" }]);
  });

  test("and without its value, a key of the same name is no proof: nothing is revoked", async () => {
    await create("1");
    lose();
    rmSync(world.file.file);
    await expect(destroy("1")).rejects.toMatchObject({ kind: "record_lost", detail: expect.stringContaining("id-1") });
    expect(world.live.size).toBe(1);
    world.live.clear();
    expect(await destroy("1")).toMatchObject({ action: "absent" });
  });

  test("and without its value, somebody may say which key it is", async () => {
    await create("1");
    const { id = "" } = record()?.key ?? {};
    world.add("CI");
    lose();
    rmSync(world.file.file);
    world.told = "id-99";
    await expect(destroy("1")).rejects.toMatchObject({ kind: "unseen" });
    world.told = id;
    expect(await create("2", WRITE)).toMatchObject({ action: "adopted", id });
    lose();
    expect(await destroy("2")).toMatchObject({ action: "revoked", id });
    expect(world.live.size).toBe(1);
  });

  test("and without its value, no second key is made beside one of the same name and user, unless somebody says which it is", async () => {
    await create("1");
    const { id } = record()?.key ?? {};
    lose();
    rmSync(world.file.file);
    await expect(create("2", WRITE)).rejects.toMatchObject({
      kind: "record_lost",
      detail: expect.stringContaining(`${id}`),
      remedy: expect.stringContaining('CLOUDCRAFT_HANDLER_KEYS="keys/ci=ID", or "keys/ci=none"'),
    });
    expect([...world.live.values()]).toMatchObject([{ id, permission: "read" }]);
    world.told = "none";
    expect(await create("3", WRITE)).toMatchObject({ action: "created" });
    expect(await destroy("3")).toMatchObject({ action: "revoked" });
    expect([...world.live.keys()]).toEqual([id]);
  });

  test("a key that has had another name is not left behind when its successor was made", async () => {
    await create("1", { ...READ, name: "CI" });
    const { id = "" } = record()?.key ?? {};
    lose();
    rmSync(world.file.file);
    await create("2", { ...READ, name: "renamed" });
    await expect(destroy("1")).rejects.toMatchObject({ kind: "record_lost", detail: expect.stringContaining(id) });
    world.told = id;
    expect(await destroy("1")).toMatchObject({ action: "revoked", id });
    expect([...world.live.values()]).toMatchObject([{ name: "renamed", value: stored() }]);
  });

  test("nobody may say that no key is to be revoked, and have one revoked", async () => {
    await create("1");
    lose();
    world.told = "none";
    expect(await destroy("1")).toMatchObject({ action: "absent" });
    expect(world.live.size).toBe(1);
  });

  test("keys of the same name that other records tell of do not stand in the way, in whatever workspace", async () => {
    await create("1");
    const context = world.context();
    const elsewhere = {
      ...context,
      records: new Records(join(world.root, "records"), { stack: "keys", workspace: "b" }),
    };
    const sink = { file: join(world.root, "secrets", "b") };
    expect(await create("1", READ, sink, elsewhere as typeof context)).toMatchObject({ action: "created" });
    expect(world.live.size).toBe(2);
  });

  test("another user's key of the same name is told of", async () => {
    world.add("CI", { creatorId: "somebody" });
    await create("1");
    expect(world.warnings).toMatchObject([
      { summary: 'Another API key is named "CI"', detail: expect.stringContaining("id-1") },
    ]);
  });

  test("one that is damaged is neither read nor replaced", async () => {
    await create("1");
    const { folder } = world.context().records;
    writeFileSync(join(folder, readdirSync(folder)[0] ?? ""), '{"version": 2}');
    await expect(create("2")).rejects.toMatchObject({ kind: "record_unreadable" });
    await expect(destroy("1")).rejects.toMatchObject({ kind: "record_unreadable" });
    expect(world.live.size).toBe(1);
  });
});

describe("a record that somebody has changed", () => {
  const forge = (change: Partial<KeyRecord>) => {
    const { records } = world.context();
    const [known] = records.all();
    if (known) records.write({ ...known, ...change });
  };

  const facts = { hint: "other", createdAt: "2025-01-01T00:00:00.000Z", creatorId: "somebody" };
  const cases = Object.entries(facts).flatMap(([fact, value]) =>
    (["stored", "made"] as const).map((stage) => ({ fact, value, stage })),
  );

  test.each(cases)(
    "so that $fact is not that of its $stage key: nothing is touched",
    async ({ fact, value, stage }) => {
      await create("1");
      const before = [...world.live.values()];
      const { key } = record() ?? {};
      forge({ stage, key: key && { ...key, [fact]: value } });
      await expect(create("2", WRITE)).rejects.toMatchObject({ kind: "record_mismatch" });
      await expect(destroy("1")).rejects.toMatchObject({
        kind: "record_mismatch",
        remedy: expect.stringContaining(world.context().records.pathOf("keys/ci")),
      });
      await expect(sweepAll(world.context())).rejects.toThrow("does not tell of the key that has its id");
      expect([...world.live.values()]).toEqual(before);
    },
  );

  test("into that of another declaration is not believed", async () => {
    await create("1");
    const { records } = world.context();
    const [known] = records.all();
    writeFileSync(records.pathOf("keys/ci"), JSON.stringify({ ...known, owner: "keys/other" }));
    await expect(destroy("1")).rejects.toMatchObject({ kind: "record_unreadable" });
    expect(world.live.size).toBe(1);
  });

  test("so that another file would be its value's: that file is neither moved nor removed", async () => {
    await create("1");
    const other = join(world.root, "secrets", "other");
    const foreign = `${Buffer.alloc(31, "z").toString("base64").slice(0, 42)}A=`;
    writeFileSync(other, foreign);
    forge({ secretFile: other });
    await expect(create("2")).rejects.toMatchObject({ kind: "value_untold" });
    await destroy("2");
    expect(readFileSync(other, "utf8")).toBe(foreign);
  });
});

describe("a sweep", () => {
  const made = async (owner: string, change: Partial<Wanted> = {}) =>
    createKey(
      {
        owner,
        generation: "1",
        wanted: { ...READ, name: owner, ...change },
        sink: { command: ["sh", "-c", "cat > /dev/null"] },
      },
      world.context(),
    );
  const names = () => [...world.live.values()].map(({ name }) => name);

  test("revokes what is not declared, keeps what is, and leaves what the provider has", async () => {
    for (const owner of ["a", "b", "c"]) await made(owner);
    expect(await sweep({ declared: ["b"], handedOver: ["c"] }, world.context())).toMatchObject({ revoked: ["a"] });
    expect(names()).toEqual(["b", "c"]);
    expect(await sweepAll(world.context())).toMatchObject({ revoked: ["b"] });
    expect(names()).toEqual(["c"]);
    expect(await made("c")).toMatchObject({ action: "updated" });
  });

  test("revokes what it can, and tells of the others", async () => {
    for (const owner of ["a", "b"]) await made(owner);
    const { records } = world.context();
    const [a] = records.all();
    if (a?.key) records.write({ ...a, key: { ...a.key, deletionProtection: true } });
    await expect(sweep({ declared: [], handedOver: [] }, world.context())).rejects.toThrow("a is protected");
    expect(names()).toEqual(["a"]);
  });

  test("forgets what was revoked long ago", async () => {
    await made("a");
    await sweepAll(world.context());
    expect(world.context().records.read("a")).toBeDefined();
    await sweepAll({ ...world.context(), now: () => "2026-03-02T00:00:00.000Z" });
    expect(world.context().records.read("a")).toBeUndefined();
  });
});
