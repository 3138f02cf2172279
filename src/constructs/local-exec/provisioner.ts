import { HANDLER_FILE } from "../../install";
import type { LocalExecProvisioner } from "../cdktf";
import { PIECE_LENGTH, PIECE_VARIABLES, REQUEST_VARIABLE } from "../triggers";

/** What the handler is told to do. */
type Action = "create" | "destroy" | "sweep" | "sweep-all";

/** The resource's own values, as JSON: all that a provisioner may refer to when its resource is destroyed. */
const REQUEST = "jsonencode({ id = self.id, triggers = self.triggers })";

const ENVIRONMENT = { [REQUEST_VARIABLE]: expression(REQUEST) };
/** For a sweep, which names all keys of its stack. */
const LONG_ENVIRONMENT = Object.fromEntries(
  PIECE_VARIABLES.map((variable, at) => [
    variable,
    expression(`substr(base64gzip(${REQUEST}), ${at * PIECE_LENGTH}, ${PIECE_LENGTH})`),
  ]),
);

/** Makes Terraform run the handler, without a shell: no value ever becomes part of a command. */
export function provisioner(when: "create" | "destroy", action: Action, quiet: boolean): LocalExecProvisioner {
  const call: LocalExecProvisioner & { readonly quiet: boolean } = {
    type: "local-exec",
    when,
    interpreter: ["node", HANDLER_FILE, ...(quiet ? ["--quiet"] : [])],
    command: action,
    environment: action === "sweep" ? LONG_ENVIRONMENT : ENVIRONMENT,
    quiet: true,
  };
  return call;
}

function expression(text: string): string {
  return `$\{${text}}`;
}
