import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
}

const { packages }: { packages: Record<string, Locked> } = JSON.parse(
  readFileSync(join(__dirname, "../package-lock.json"), "utf8"),
);

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

test("the lock file names no registry", () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([]);
});
