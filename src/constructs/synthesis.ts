import { join } from "node:path";
import type { IConstruct } from "constructs";
import { TerraformStack } from "./cdktf";

/** The part of a synthesis that is used here. */
interface Session {
  readonly outdir: string;
  readonly manifest: { forStack(stack: TerraformStack): { readonly workingDirectory: string } };
}

const CUSTOM_SYNTHESIS = Symbol.for("cdktf/customSynthesis");

/** Makes synth call back for a construct, with the folder that its stack is written to. */
export function onSynthesize(construct: IConstruct, act: (folder: string, stack: TerraformStack) => void): void {
  const stack = TerraformStack.of(construct);
  const value = {
    onSynthesize: ({ outdir, manifest }: Session) =>
      act(join(outdir, manifest.forStack(stack).workingDirectory), stack),
  };
  Object.defineProperty(construct, CUSTOM_SYNTHESIS, { value });
}
