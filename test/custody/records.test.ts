import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type KeyRecord, Records } from "../../src/custody";
import { withLock } from "../../src/custody/lock";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "records-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const record = (owner: string): KeyRecord => ({
  version: 1,
  owner,
  generation: "1",
  stage: "begun",
  nonces: [],
  at: "2026-01-01T00:00:00.000Z",
});

test("records of another stack or workspace in the same folder are never seen", () => {
  const deployments = [
    { stack: "a", workspace: "b" },
    { stack: "a", workspace: "c" },
    { stack: "a@b", workspace: "" },
    { stack: "../a", workspace: "b" },
  ].map((deployment) => new Records(root, deployment));
  for (const [number, records] of deployments.entries()) records.write(record(`owner-${number}`));
  for (const [number, records] of deployments.entries()) {
    expect(records.all()).toMatchObject([{ owner: `owner-${number}` }]);
  }
  for (const { folder } of deployments) expect(folder.startsWith(`${root}/`)).toBe(true);
});

test("owners whose names differ in signs only have records of their own", () => {
  const records = new Records(root, { stack: "a", workspace: "b" });
  for (const owner of ["x/y", "x-y", "x y", ".", "..", "x".repeat(500)]) records.write(record(owner));
  expect(records.all()).toHaveLength(6);
  expect(records.read("x/y")?.owner).toBe("x/y");
});

test("a folder that is a link is refused", () => {
  const { folder } = new Records(root, { stack: "a", workspace: "b" });
  rmSync(folder, { recursive: true });
  symlinkSync(tmpdir(), folder);
  expect(() => new Records(root, { stack: "a", workspace: "b" })).toThrow("cannot be used");
});

describe("a lock", () => {
  const path = () => join(root, "lock");

  test("is held by one at a time, and let go whatever becomes of the work", async () => {
    let inside = 0;
    const most: number[] = [];
    const work = (number: number) =>
      withLock(path(), async () => {
        most.push(++inside);
        await sleep(5);
        inside--;
        if (number % 2) throw new Error("odd");
      });
    await Promise.allSettled(Array.from({ length: 10 }, (_, number) => work(number)));
    expect(most).toEqual(Array(10).fill(1));
    expect(existsSync(path())).toBe(false);
  });

  test("of a process that was killed on this machine is taken at once", async () => {
    writeFileSync(path(), `${hostname()} 4194304 abc`);
    expect(await withLock(path(), async () => "done")).toBe("done");
  });

  test("of another machine is respected while it shows life, and taken when it has been silent", async () => {
    writeFileSync(path(), "elsewhere 1 abc");
    await expect(withLock(path(), async () => "done", { silenceMs: 10_000, patienceMs: 100 })).rejects.toMatchObject({
      kind: "busy",
    });
    expect(readFileSync(path(), "utf8")).toBe("elsewhere 1 abc");
    expect(await withLock(path(), async () => "done", { silenceMs: 100 })).toBe("done");
  });

  test("shows life while it is held", async () => {
    const long = withLock(path(), () => sleep(500, "first"), { silenceMs: 200 });
    const order = [long, withLock(path(), async () => "second", { silenceMs: 200 })];
    expect(await Promise.race(order)).toBe("first");
    await Promise.all(order);
  });
});
