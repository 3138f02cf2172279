import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** What to bundle, and where it goes. */
export interface Plugin {
  /** The TypeScript file that calls `serve`. */
  readonly entry: string;
  /** The folder that Terraform is to take the provider from; made if missing. */
  readonly outDir: string;
  /** The provider's name as in its types; default `cloudcraft`. */
  readonly type?: string;
  readonly version: string;
}

/** Makes a provider one executable file for Terraform; the same source gives the same bytes. Returns its path. */
export async function bundlePlugin({ entry, outDir, version, type = "cloudcraft" }: Plugin): Promise<string> {
  const outfile = join(outDir, `terraform-provider-${type}_v${version}`);
  const { outputFiles } = await build({
    entryPoints: [entry],
    outfile,
    absWorkingDir: join(__dirname, ".."),
    bundle: true,
    minify: true,
    keepNames: false,
    legalComments: "none",
    platform: "node",
    target: "node20.18",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "warning",
    write: false,
    // gRPC would load it to serve its own introspection, which nobody asks of a plugin: a quarter of the whole.
    external: ["@grpc/proto-loader"],
  });
  mkdirSync(outDir, { recursive: true });
  writeFileSync(outfile, outputFiles[0]?.contents ?? "");
  chmodSync(outfile, 0o755);
  // Without it, Node would look for a package.json in every folder above, and might find one that says otherwise.
  writeFileSync(join(outDir, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
  return outfile;
}
