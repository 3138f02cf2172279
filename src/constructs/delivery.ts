import { join } from "node:path";
import type { IConstruct } from "constructs";
import { identity } from "../handlers";
import {
  fileThatHidesMirror,
  fullAddress,
  isOtherBuild,
  LOCK_FILE,
  type LockEntry,
  locked,
  type ProviderPin,
  packedPlugin,
  placePlugin,
  readLockFile,
  removeVersions,
  rewriteLockFile,
  runsPackedPlugin,
  stackMirror,
  withEntries,
} from "../install";
import { Annotations, TerraformProvider, TerraformStack } from "./cdktf";
import { inputsOf } from "./inputs";
import { isExpression } from "./literal";
import { onSynthesize } from "./synthesis";

/** How the provider itself reaches Terraform. By default it comes with this package and is put beside each stack. */
export interface PluginOptions {
  /**
   * Where Terraform finds the provider, as `HOST/NAMESPACE/TYPE`, if you publish it in a registry or mirror of your own.
   * Nothing is put beside the stack then, unless `installPlugin` and `lockFile` say so.
   */
  readonly source?: string;
  /**
   * Whether synth puts the provider that comes with this package into the stack's own folder, where Terraform finds it.
   * Default: `true`, or `false` if `source` is given, and on Windows.
   */
  readonly installPlugin?: boolean;
  /**
   * Whether synth records the provider, and the other providers of the stack that have an exact version, in the stack's
   * `.terraform.lock.hcl`. Without it, `cdktf deploy` asks registries for all of them.
   * Default: `true`, or `false` if `source` is given, and on Windows.
   */
  readonly lockFile?: boolean;
}

const options = new WeakMap<IConstruct, PluginOptions>();

/** Makes synth bring the provider to the stack of its construct. A stack with several of them is served once. */
export function deliver(provider: TerraformProvider, chosen: PluginOptions): void {
  options.set(provider, chosen);
  onSynthesize(provider, (folder, stack) => {
    warnOfLiteralKey(provider);
    const [first] = providersOf(stack).filter((candidate) => options.has(candidate));
    if (first === provider) serve(provider, stack, folder);
  });
}

function serve(provider: TerraformProvider, stack: TerraformStack, folder: string): void {
  const ours = providersOf(stack).flatMap((candidate) => options.get(candidate) ?? []);
  const isOwn = ours.every(({ source }) => source === undefined);
  const isPacked = isOwn && runsPackedPlugin();
  const installs = ours.every(({ installPlugin = isPacked }) => installPlugin);
  const locks = ours.every(({ lockFile = isPacked }) => lockFile);
  const isUntold = ours.some(({ installPlugin }) => installPlugin === undefined);
  if (isOwn && !isPacked && isUntold) Annotations.of(provider).addWarning(EXECUTABLE_WARNING);
  if (!installs && !locks) return;
  const pin = { address: fullAddress(provider.terraformProviderSource ?? identity.address), version: identity.version };
  if (installs) install(provider, stackMirror(folder), pin);
  // What is published elsewhere may be packed differently: Terraform records its hash when it first meets it.
  const hash = installs || isOwn ? packedPlugin().hash : undefined;
  if (locks) lock(provider, stack, join(folder, LOCK_FILE), { ...pin, hash });
}

function install(provider: TerraformProvider, mirror: string, pin: ProviderPin): void {
  placePlugin(mirror, pin);
  removeVersions(mirror, pin.address, (version) => version !== pin.version);
  const hidden = fileThatHidesMirror(pin, process.env);
  if (hidden) Annotations.of(provider).addWarning(mirrorWarning(hidden));
}

function lock(provider: TerraformProvider, stack: TerraformStack, path: string, own: LockEntry): void {
  const others = providersOf(stack)
    .filter((other) => !options.has(other))
    .map(requirementOf);
  const before = readLockFile(path);
  rewriteLockFile(path, (text) => withEntries(text, own, others.filter(isExact)));
  const entry = locked(before, own.address);
  if (entry && isOtherBuild(entry, own)) Annotations.of(provider).addWarning(buildWarning(path, own));
  if (process.env.CDKTF_SKIP_PROVIDER_LOCK === "true") return;
  for (const { address, version } of others) {
    const constraints = locked(before, address)?.constraints;
    const agrees = constraints === undefined ? isExact({ version }) : constraints === version || !isExact({ version });
    if (!agrees) Annotations.of(provider).addWarning(lockWarning(address, version, constraints));
  }
}

function providersOf(stack: TerraformStack): TerraformProvider[] {
  return stack.node
    .findAll()
    .filter((node): node is TerraformProvider => TerraformProvider.isTerraformProvider(node))
    .filter((node) => TerraformStack.of(node) === stack);
}

/** What a provider's construct puts into `required_providers`. */
function requirementOf({
  terraformProviderSource,
  terraformResourceType,
  terraformGeneratorMetadata,
}: TerraformProvider) {
  return {
    address: fullAddress(terraformProviderSource ?? terraformResourceType),
    version: terraformGeneratorMetadata?.providerVersion || terraformGeneratorMetadata?.providerVersionConstraint || "",
  };
}

function isExact({ version }: { readonly version: string }): boolean {
  return /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
}

function warnOfLiteralKey(provider: TerraformProvider): void {
  const key = inputsOf(provider).get("apiKey");
  if (typeof key !== "string" || isExpression(key)) return;
  Annotations.of(provider).addWarning(
    "The literal `apiKey` is written to the synthesized JSON in plaintext. Use the environment variable CLOUDCRAFT_API_KEY, " +
      "`apiKeyFile`, or a sensitive TerraformVariable instead.",
  );
}

const EXECUTABLE_WARNING =
  "On Windows, Terraform runs the provider as an executable, which cdktf-cloudcraft does not hold: nothing is put beside the stack, " +
  "and no lock entry is written. Install the archive of a release: `npx cdktf-cloudcraft install --archive FILE`. To synthesize here and " +
  "apply on Linux or macOS, say `installPlugin: true, lockFile: true`.";

function mirrorWarning(file: string): string {
  return (
    `${file} has a \`provider_installation\` block, so Terraform passes over the provider that was put beside this stack. ` +
    "Install it where that block looks: `npx cdktf-cloudcraft install`."
  );
}

function buildWarning(file: string, { address, version, hash }: LockEntry): string {
  return (
    `${file} knew another build of ${address} ${version}. A version that was published is built once: unless you build ` +
    `cdktf-cloudcraft yourself, find out where this one comes from before you deploy. Its hash, ${hash}, is recorded now.`
  );
}

function lockWarning(address: string, version: string, constraints: string | undefined): string {
  const why =
    constraints === undefined
      ? "has no exact version"
      : `is locked at "${constraints}", while the stack asks for "${version}"`;
  return (
    `The provider ${address} ${why}, so \`cdktf deploy\` asks registries to lock every provider, and they do not have this one. ` +
    "Set CDKTF_SKIP_PROVIDER_LOCK=true, or give that provider an exact version and remove its entry from the stack's .terraform.lock.hcl."
  );
}
