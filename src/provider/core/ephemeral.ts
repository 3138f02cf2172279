import {
  type AnyEphemeralResource,
  type Attributes,
  type Input,
  type Kept,
  type Operation,
  unknown,
} from "../../schema";
import { adopt } from "./adopt";
import { inputOf } from "./apply";
import { conform } from "./conform";
import { project } from "./project";
import type { Remark } from "./remark";
import type { Values } from "./value";

/** An open ephemeral resource, and what there is to say about it. No result: it was not opened. */
export interface OpenedValues {
  readonly result?: Values;
  readonly renewAt?: Date;
  readonly keep?: Kept;
  readonly remarks: readonly Remark[];
}

/** Opens an ephemeral resource. What was configured comes back as it was written. */
export async function open<C>(
  { attributes, ...definition }: AnyEphemeralResource<C>,
  config: Values,
  context: C & Operation,
): Promise<OpenedValues> {
  const planned = project(attributes, config, undefined, () => unknown);
  const { result, ...rest } = await definition.open(inputOf(attributes, config, planned) as Input<Attributes>, context);
  const { values, problems } = adopt(attributes, result);
  const { state, warnings } = conform(attributes, planned, values);
  const remarks = [...problems.map((error) => ({ error })), ...warnings.map((warning) => ({ warning }))];
  return { ...rest, result: state, remarks };
}

/** What is kept, as Terraform holds it. */
export function encodeKept(kept: Kept = {}): Buffer {
  return Buffer.from(JSON.stringify(kept));
}

/** The reverse of {@link encodeKept}. */
export function decodeKept(bytes: Uint8Array | undefined): Kept {
  return bytes?.length ? JSON.parse(Buffer.from(bytes).toString("utf8")) : {};
}
