import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type KeyRecord, Records } from "../../src/custody";
import { LockLost, withLock } from "../../src/custody/lock";
import { eventually } from "../support/terraform";

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

  test("that somebody else holds by now is neither shown to be alive, nor let go", async () => {
    const work = withLock(path(), async (confirm) => {
      confirm();
      writeFileSync(path(), "elsewhere 1 abc");
      const before = statSync(path()).mtimeMs;
      expect(confirm).toThrow(LockLost);
      expect(statSync(path()).mtimeMs).toBe(before);
    });
    await work;
    expect(readFileSync(path(), "utf8")).toBe("elsewhere 1 abc");
  });

  describe("of a process of its own", () => {
    const holders: ChildProcess[] = [];
    afterEach(() => {
      for (const holder of holders.splice(0)) holder.kill("SIGKILL");
    });

    /** Starts a process that takes the lock, says so, and confirms it when it is told to go on. */
    async function holder(): Promise<ChildProcess & { readonly lines: () => string }> {
      const child = spawn(process.execPath, ["-e", locking({ silenceMs: 200 })], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      holders.push(child);
      let said = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
      const running = Object.assign(child, { lines: () => said });
      await eventually("the lock was taken", () => said.includes("held"), 10_000);
      return running;
    }

    const locking = (patience: object) => `
      const { withLock } = require(${JSON.stringify(join(__dirname, "../../lib/custody/lock.js"))});
      withLock(${JSON.stringify(path())}, async (confirm) => {
        console.log("held");
        await new Promise((resolve) => process.stdin.once("data", resolve));
        confirm();
        console.log("confirmed");
      }, ${JSON.stringify(patience)})
        .catch((error) => console.log(error.kind ?? error.constructor.name))
        .finally(() => process.exit());`;

    async function goesOn(child: Awaited<ReturnType<typeof holder>>): Promise<string> {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.stdin?.write("go on\n");
      child.kill("SIGCONT");
      await ended;
      return child.lines();
    }

    test("that goes on is confirmed", async () => {
      expect(await goesOn(await holder())).toBe("held\nconfirmed\n");
    });

    test("that was killed is taken at once", async () => {
      const child = await holder();
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGKILL");
      await ended;
      const patience = { silenceMs: 3_600_000, patienceMs: 0 };
      expect(await withLock(path(), async () => "done", patience)).toBe("done");
    });

    test("that was stopped is taken, and not confirmed when that one goes on, nor let go by it", async () => {
      const child = await holder();
      child.kill("SIGSTOP");
      await withLock(
        path(),
        async (confirm) => {
          expect(await goesOn(child)).toBe("held\nLockLost\n");
          confirm();
        },
        { silenceMs: 500 },
      );
    });

    const apart = ["--pid", "--fork", "--kill-child", "--mount-proc"];
    const mayUnshare = spawnSync("unshare", [...apart, "true"]).status === 0;
    // Making a PID namespace takes Linux, and leave to do so.
    (mayUnshare ? test : test.skip)(
      "is not taken for dead where its id means nothing: in another PID namespace",
      async () => {
        const child = await holder();
        const contender = [process.execPath, "-e", locking({ silenceMs: 3_600_000, patienceMs: 200 })];
        const { stdout } = spawnSync("unshare", [...apart, ...contender], { encoding: "utf8", input: "go on\n" });
        expect(stdout).toBe("busy\n");
        expect(await goesOn(child)).toBe("held\nconfirmed\n");
      },
    );
  });
});
