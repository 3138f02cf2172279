import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { dependencies } from "./compiler/package.json";

const root = join(__dirname, "..");

/** Where the licences of what the package's bundled programs contain are reproduced. */
export const NOTICES_FILE = "THIRD_PARTY_NOTICES.md";

/** The licences of all packages that are bundled into programs. */
export function renderNotices(): string {
  const { metafile } = buildSync({
    entryPoints: ["plugin", "handler-program"].map((name) => join(root, `src/cli/${name}.ts`)),
    absWorkingDir: root,
    outdir: root,
    bundle: true,
    platform: "node",
    write: false,
    metafile: true,
  });
  const packages = new Set<string>();
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found?.[1]) packages.add(found[1]);
  }
  const sections = [...packages].sort().map(section);
  return [
    "# Third-party notices",
    "",
    "The Terraform provider in `lib/plugin` and the programs in `lib/packed` contain the packages below. The provider's",
    `executables contain Bun ${dependencies["@oven/bun-linux-x64"]} besides, which is MIT-licensed. Bun in its turn contains JavaScriptCore, which is`,
    "licensed under the LGPL, and others: what they are, and how to relink them, is at <https://bun.com/docs/project/licensing>.",
    "",
    ...sections,
  ].join("\n");
}

function section(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const text =
    file && existsSync(join(root, folder, file)) ? readFileSync(join(root, folder, file), "utf8").trim() : "";
  const body = text === "" ? [] : ["```text", text.replaceAll("\r\n", "\n"), "```", ""];
  return [`## ${name} ${version} (${license})`, "", ...body].join("\n");
}
