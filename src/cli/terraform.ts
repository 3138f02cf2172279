import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A Terraform or OpenTofu program that was found. */
export interface TerraformBinary {
  readonly command: string;
  /** For instance `Terraform v1.11.4`. */
  readonly version: string;
}

/** Whether a program is older than what is served: Terraform 1.5, OpenTofu 1.6, which is its first. */
export function isTooOld({ version }: TerraformBinary): boolean {
  const [, major = 1, minor = 5] = /v(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) < 1 || (Number(major) === 1 && Number(minor) < 5);
}

/** The program that cdktf uses: what `TERRAFORM_BINARY_NAME` names, otherwise `terraform`. */
export function terraformCommand(environment: NodeJS.ProcessEnv): string {
  return environment.TERRAFORM_BINARY_NAME || "terraform";
}

/** Looks for a program and asks its version; `undefined` if it cannot be run. */
export async function findTerraform(command: string): Promise<TerraformBinary | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ["version"], {
      env: { ...process.env, CHECKPOINT_DISABLE: "1" },
      timeout: 20_000,
    });
    return { command, version: stdout.split("\n", 1)[0]?.trim() ?? "" };
  } catch {
    return undefined;
  }
}

/** What to tell someone who has no Terraform. */
export const HOW_TO_GET_TERRAFORM =
  "Install Terraform 1.5 or newer (developer.hashicorp.com/terraform/install) or OpenTofu 1.6 or newer (opentofu.org/docs/intro/install); " +
  "if it is not on the PATH under the name terraform, name it in TERRAFORM_BINARY_NAME, for instance TERRAFORM_BINARY_NAME=tofu.";
