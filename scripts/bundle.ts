import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type BuildOptions, build, type OnLoadResult, type Plugin } from "esbuild";

const root = join(__dirname, "..");

/** What to bundle, and where it goes. */
export interface Bundled {
  /** The TypeScript file that calls `serve`. */
  readonly entry: string;
  /** The folder that Terraform is to take the provider from; made if missing. */
  readonly outDir: string;
  /** The provider's name as in its types; default `cloudcraft`. */
  readonly type?: string;
  readonly version: string;
}

/**
 * Packages that not every process needs, each as the module that has what is used of it, and loads no more than it has to.
 */
const deferredPackages: Readonly<Record<string, string>> = {
  undici: `
    Object.assign(require("undici/lib/dispatcher/dispatcher").prototype, require("undici/lib/api"));
    module.exports = {
      get Agent() { return require("undici/lib/dispatcher/agent"); },
      get EnvHttpProxyAgent() { return require("undici/lib/dispatcher/env-http-proxy-agent"); },
    };
  `,
};

const options: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  legalComments: "none",
  platform: "node",
  target: "node20.18",
  format: "cjs",
  logLevel: "warning",
};

/** Makes a provider one executable file for Terraform; the same source gives the same bytes. Returns its path. */
export async function bundlePlugin({ entry, outDir, version, type = "cloudcraft" }: Bundled): Promise<string> {
  const path = join(outDir, `terraform-provider-${type}_v${version}`);
  const code = await bundleText(entry, head(`terraform-provider-${type}`));
  mkdirSync(outDir, { recursive: true });
  writeFileSync(path, code);
  chmodSync(path, 0o755);
  // Without it, Node would look for a package.json in every folder above, and might find one that says otherwise.
  writeFileSync(join(outDir, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  return path;
}

/** A program and all that it needs as the text of one file. */
export function bundleText(entry: string, banner = ""): Promise<string> {
  return textOf({ entryPoints: [entry], banner: { js: banner }, plugins: [deferring] });
}

/**
 * How a plugin's file begins: lines that a shell runs and JavaScript passes over. They put Node into the shell's place,
 * or else say why not, in the one line of standard output that Terraform shows. NODE_OPTIONS that load something are
 * tried out; others are only read, which takes a fifth of the time.
 */
function head(name: string): string {
  const orSay = (why: string) => `|| { echo '${name}: ${why}'; exit 1; }`;
  const noNode =
    "this provider is a Node.js program, and there is no node on the PATH that Terraform was started with.";
  const badOptions = "Node.js does not start with the NODE_OPTIONS that are set here; `node -e 0` says why.";
  return [
    "#!/bin/sh",
    `':' //; command -v node >/dev/null ${orSay(noNode)}`,
    "':' //; case $NODE_OPTIONS in '') ;; *-r*|*--import*|*loader*) node -e 0 ;; *) node --version ;; esac" +
      ` >/dev/null 2>&1 ${orSay(badOptions)}`,
    `':' //; exec node "$0" "$@"`,
  ].join("\n");
}

/**
 * Keeps as text, until it is asked for: packages that not every process needs, and what a source of ours requires within
 * a function. Node parses every function of a file at its start, used or not, but only skips over a string.
 */
const deferring: Plugin = {
  name: "deferring",
  setup({ onLoad, onResolve, resolve }) {
    const packages = new RegExp(`^(${Object.keys(deferredPackages).join("|")})$`);
    onResolve({ filter: packages }, ({ path }) => ({ path, namespace: "package" }));
    onLoad({ filter: packages, namespace: "package" }, async ({ path }) =>
      deferred(path, await textOf({ stdin: { contents: deferredPackages[path] ?? "", resolveDir: root } })),
    );
    onResolve({ filter: /^\./, namespace: "file" }, async ({ path, kind, importer, resolveDir }) => {
      if (kind !== "require-call" || !importer.endsWith(".ts")) return undefined;
      const { path: found, errors } = await resolve(path, { kind: "import-statement", resolveDir });
      return { path: found, errors, namespace: "source" };
    });
    onLoad({ filter: /./, namespace: "source" }, async ({ path }) =>
      deferred(basename(path), await textOf({ entryPoints: [path], ...leavingPackages })),
    );
  },
};

/** Has a text ask for deferred packages with `require`, since a compiled function cannot import. */
const leavingPackages: BuildOptions = {
  external: Object.keys(deferredPackages),
  supported: { "dynamic-import": false },
};

/** A module that compiles another from its text. What that one requires may be deferred in turn. */
function deferred(filename: string, code: string): OnLoadResult {
  const parts = [code, ["module", "exports", "require"], { filename }].map((part) => JSON.stringify(part)).join();
  const names = Object.keys(deferredPackages);
  const cases = names.filter((name) => name !== filename).map((name) => `name === "${name}" ? require("${name}") : `);
  const contents = `require("node:vm").compileFunction(${parts})(module, exports, (name) => ${cases.join("")}require(name))`;
  return { contents, resolveDir: root };
}

async function textOf(more: BuildOptions): Promise<string> {
  const { outputFiles = [] } = await build({ ...options, ...more, write: false });
  return outputFiles.map(({ text }) => text).join("");
}
