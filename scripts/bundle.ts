import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";

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

/** Large packages that are not needed before Terraform knows where to connect. */
const deferred = ["@grpc/grpc-js", "undici"];

const options: BuildOptions = {
  absWorkingDir: join(__dirname, ".."),
  bundle: true,
  minify: true,
  legalComments: "none",
  platform: "node",
  target: "node20.18",
  format: "cjs",
  // gRPC would load it to serve its own introspection, which nobody asks of a plugin.
  external: ["@grpc/proto-loader"],
  logLevel: "warning",
};

/** Makes a provider one executable file for Terraform; the same source gives the same bytes. Returns its path. */
export async function bundlePlugin({ entry, outDir, version, type = "cloudcraft" }: Bundled): Promise<string> {
  const path = join(outDir, `terraform-provider-${type}_v${version}`);
  const code = await textOf({ entryPoints: [entry], banner: { js: "#!/usr/bin/env node" }, plugins: [deferring] });
  mkdirSync(outDir, { recursive: true });
  writeFileSync(path, code);
  chmodSync(path, 0o755);
  // Without it, Node would look for a package.json in every folder above, and might find one that says otherwise.
  writeFileSync(join(outDir, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  return path;
}

/**
 * Keeps packages as text until they are asked for. Node parses every function of a file at its start, used or not, but
 * only skips over a string: a fifth of the time until the handshake.
 */
const deferring: Plugin = {
  name: "deferring",
  setup({ onLoad, onResolve }) {
    const filter = new RegExp(`^(${deferred.join("|")})$`);
    onResolve({ filter }, ({ path }) => ({ path, namespace: "deferred" }));
    onLoad({ filter, namespace: "deferred" }, async ({ path }) => {
      const [code, parameters, where] = [
        await textOf({ entryPoints: [path] }),
        ["module", "exports", "require"],
        { filename: path },
      ];
      const compiled = `require("node:vm").compileFunction(${[code, parameters, where].map((part) => JSON.stringify(part)).join()})`;
      return { contents: `${compiled}(${parameters.join()})`, resolveDir: options.absWorkingDir };
    });
  },
};

async function textOf(more: BuildOptions): Promise<string> {
  const { outputFiles = [] } = await build({ ...options, ...more, write: false });
  return outputFiles.map(({ text }) => text).join("");
}
