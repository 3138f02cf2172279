import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
}

const repository = join(__dirname, "..");

function locked(folder: string): Record<string, Locked> {
  return JSON.parse(readFileSync(join(repository, folder, "package-lock.json"), "utf8")).packages;
}

const packages = locked("");

/** Whether Node would find a package from a folder, going by the lock file. */
function finds(folder: string, name: string): boolean {
  if (packages[join(folder, "node_modules", name)]) return true;
  return folder !== "" && finds(folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/"))), name);
}

test("the lock file has the builds of every platform, without which `npm ci` refuses it", () => {
  const missing = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !finds(folder, name)),
  );
  expect(missing).toEqual([]);
});

test.each(["", "scripts/compiler"])("the lock file in %j names no registry", (folder) => {
  expect(Object.values(locked(folder)).filter(({ resolved }) => resolved)).toEqual([]);
});
