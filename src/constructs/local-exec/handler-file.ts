import { join } from "node:path";
import type { IConstruct } from "constructs";
import { HANDLER_FILE, packedHandler, replaceFile } from "../../install";
import { onSynthesize } from "../synthesis";

/** Makes synth put the handler's program beside the stack of a construct. */
export function bringHandler(construct: IConstruct): void {
  onSynthesize(construct, (folder) => replaceFile(join(folder, HANDLER_FILE), Buffer.from(packedHandler())));
}
