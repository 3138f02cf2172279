import { REQUEST_VARIABLE } from "../../handlers/triggers";
import type { LocalExecProvisioner } from "../cdktf";
import { HANDLER_FILE } from "../packed";

/** What the handler is told to do. */
type Action = "create" | "destroy" | "sweep" | "sweep-all";

/** The resource's own values, as JSON: all that a provisioner may refer to when its resource is destroyed. */
const REQUEST = "$" + "{jsonencode({ id = self.id, triggers = self.triggers })}";

/** Makes Terraform run the handler, without a shell: no value ever becomes part of a command. */
export function provisioner(when: "create" | "destroy", action: Action, quiet: boolean): LocalExecProvisioner {
  const call: LocalExecProvisioner & { readonly quiet: boolean } = {
    type: "local-exec",
    when,
    interpreter: ["node", HANDLER_FILE, ...(quiet ? ["--quiet"] : [])],
    command: action,
    environment: { [REQUEST_VARIABLE]: REQUEST },
    quiet: true,
  };
  return call;
}
