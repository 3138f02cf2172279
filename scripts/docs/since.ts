import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { dataSources, identity, resources } from "../../src/handlers";
import { type Attributes, snakeCase } from "../../src/schema";

/** Where the version is kept since which there is each type, and each of its attributes. */
export const SINCE_FILE = "docs/since.json";

/** Versions by `TYPE`, or `TYPE.ATTRIBUTE`. */
export type Since = Readonly<Record<string, string>>;

/** What is there, each with the version since which; what is new came with this version. */
export function since(): Since {
  const known = readKnown();
  const all = [identity, ...resources, ...dataSources].flatMap(({ name, attributes }) => namesOf(name, attributes));
  return Object.fromEntries(all.sort().map((name) => [name, known[name] ?? version]));
}

/** The same as the text of its file. */
export function renderSince(): string {
  return `${JSON.stringify(since(), undefined, 2)}\n`;
}

function namesOf(type: string, attributes: Attributes): string[] {
  return [type, ...Object.keys(attributes).map((attribute) => `${type}.${snakeCase(attribute)}`)];
}

function readKnown(): Since {
  try {
    return JSON.parse(readFileSync(join(__dirname, "../..", SINCE_FILE), "utf8"));
  } catch {
    // The first time, all is new.
    return {};
  }
}
