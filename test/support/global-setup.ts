import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTerraform, HOW_TO_GET_TERRAFORM, terraformCommand } from "../../src/cli/terraform";

/**
 * Says once, rather than in every test, that something the tests run on is missing; and gives them a temporary folder
 * of their own, since cdktf's testing library leaves what it synthesizes.
 */
export default async function globalSetup(): Promise<void> {
  const command = terraformCommand(process.env);
  if (!(await findTerraform(command))) {
    throw new Error(`The tests drive Terraform, but ${command} cannot be run. ${HOW_TO_GET_TERRAFORM}`);
  }
  if (!existsSync(join(__dirname, "../../lib/plugin"))) {
    throw new Error("The provider is not built. Run `npm test`, which builds it, or `npm run build`.");
  }
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), "cc-"));
}
