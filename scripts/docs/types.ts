import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dataSources, functions, identity, resources } from "../../src/handlers";
import {
  type AnyAttribute,
  type AnyFunction,
  type Attributes,
  isConfigurable,
  isRequired,
  snakeCase,
} from "../../src/schema";
import { decrypt, fingerprint, sealFor } from "../../src/sealing";
import { objectWithin } from "../binding-types";
import { since } from "./since";

const examples = join(__dirname, "../../examples");

/** Follows the front matter, where registries do not show it. */
export const MARK = "<!-- Written by `npm run generate`. Do not edit. -->";

interface Definition {
  readonly name: string;
  readonly description: string;
  readonly attributes: Attributes;
}

/** A kind of page, in the layout of the registries. */
interface Kind {
  readonly title: string;
  readonly folder: string;
  /** The name of an example's files. */
  readonly example: string;
}

const RESOURCE: Kind = { title: "Resource", folder: "resources", example: "resource" };
const DATA_SOURCE: Kind = { title: "Data Source", folder: "data-sources", example: "data-source" };

/** The reference of everything that Terraform knows, by path. */
export function renderTypes(): Map<string, string> {
  return new Map([
    ["docs/index.md", providerPage()],
    ...resources.map((resource) => typePage(RESOURCE, resource)),
    ...dataSources.map((dataSource) => typePage(DATA_SOURCE, dataSource)),
    ...functions({ sealFor, fingerprint, decrypt }).map(functionPage),
  ]);
}

function providerPage(): string {
  return page(`${identity.name} provider`, identity.description, [
    `# ${identity.name} Provider`,
    identity.description,
    "## Example",
    fenced("terraform", join(examples, "provider/provider.tf")),
    ...schema(identity.name, identity.attributes),
  ]);
}

function typePage(kind: Kind, { name, description, attributes }: Definition): [string, string] {
  const type = `${identity.name}_${name}`;
  const folder = join(examples, kind.folder, type);
  const sections = [
    `# ${type} (${kind.title})`,
    description,
    "## Example",
    fenced("terraform", join(folder, `${kind.example}.tf`)),
    ...typescript(join(folder, `${kind.example}.ts`)),
    ...schema(name, attributes),
    ...importing(join(folder, "import.sh")),
    `Since ${since()[name]}.`,
  ];
  return [`docs/${kind.folder}/${name}.md`, page(`${type} ${kind.title}`, description, sections)];
}

function functionPage({ name, summary, description, parameters, returns }: AnyFunction): [string, string] {
  const args = Object.entries(parameters).map(
    ([parameter, attribute]) => `- \`${snakeCase(parameter)}\` (${typeName(attribute)}) ${attribute.spec.description}`,
  );
  const sections = [
    `# ${name} (Function)`,
    description,
    "## Example",
    fenced("terraform", join(examples, "functions", name, "function.tf")),
    "## Arguments, in this order",
    args.join("\n"),
    `## Result\n\n(${typeName(returns)}) ${returns.spec.description}`,
  ];
  return [`docs/functions/${name}.md`, page(`${name} Function`, summary, sections)];
}

function page(title: string, description: string, sections: readonly string[]): string {
  const head = [
    `page_title: ${JSON.stringify(title)}`,
    'subcategory: ""',
    `description: ${JSON.stringify(description)}`,
  ];
  return `${["---", ...head, "---"].join("\n")}\n${MARK}\n\n${sections.join("\n\n")}\n`;
}

function typescript(file: string): string[] {
  return existsSync(file) ? ["With CDKTF:", fenced("typescript", file)] : [];
}

function importing(file: string): string[] {
  return existsSync(file) ? ["## Import", fenced("shell", file)] : [];
}

function fenced(language: string, file: string): string {
  return `\`\`\`${language}\n${readFileSync(file, "utf8").trim()}\n\`\`\``;
}

/** What a configuration gives, and what the provider does, in groups. */
function schema(type: string, attributes: Attributes): string[] {
  const all = Object.entries(attributes);
  const groups: [string, (attribute: AnyAttribute) => boolean][] = [
    ["Required", isRequired],
    ["Optional", (one) => isConfigurable(one) && !isRequired(one)],
    ["Read-only", (one) => !isConfigurable(one)],
  ];
  const shown = groups.flatMap(([title, belongs]) => {
    const lines = all
      .filter(([, attribute]) => belongs(attribute))
      .map(([name, attribute]) => line(type, name, attribute));
    return lines.length > 0 ? [`### ${title}`, lines.join("\n")] : [];
  });
  const nested = all.flatMap(([name, attribute]) => {
    const object = objectWithin(attribute);
    if (!object) return [];
    const lines = Object.entries(object).map(([field, inner]) => line(undefined, field, inner));
    return [`### Within \`${snakeCase(name)}\``, lines.join("\n")];
  });
  return ["## Schema", ...shown, ...nested];
}

function line(type: string | undefined, name: string, attribute: AnyAttribute): string {
  const { sensitive, description, replaces, allowed } = attribute.spec;
  const later = type === undefined ? [] : laterThan(type, snakeCase(name));
  const words = [typeName(attribute), ...(sensitive ? ["sensitive"] : []), ...later].join(", ");
  const notes = [
    ...(allowed ? [`One of ${allowed.map((value) => `\`${JSON.stringify(value)}\``).join(", ")}.`] : []),
    ...(replaces ? ["A change makes the object anew."] : []),
  ];
  return `- \`${snakeCase(name)}\` (${words}) ${[description, ...notes].join(" ")}`.trimEnd();
}

/** An attribute that came after its type says so. */
function laterThan(type: string, name: string): string[] {
  const versions = since();
  const version = versions[`${type}.${name}`];
  return version === versions[type] ? [] : [`since ${version}`];
}

function typeName({ spec: { shape } }: AnyAttribute): string {
  const names = {
    string: "String",
    number: "Number",
    bool: "Boolean",
    object: "Object",
    list: "List",
    set: "Set",
    map: "Map",
  };
  return "element" in shape ? `${names[shape.kind]} of ${typeName(shape.element)}` : names[shape.kind];
}
