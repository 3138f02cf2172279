import { type AnyDataSource, type Attributes, type Input, type Operation, unknown } from "../../schema";
import { adopt } from "./adopt";
import { inputOf, type Outcome } from "./apply";
import { conform } from "./conform";
import { project } from "./project";
import type { Values } from "./value";

/** Looks something up. What was configured comes back as it was written. */
export async function readDataSource<C>(
  { attributes, ...dataSource }: AnyDataSource<C>,
  config: Values,
  context: C & Operation,
): Promise<Outcome> {
  try {
    const planned = project(attributes, config, undefined, () => unknown);
    const found = await dataSource.read(inputOf(attributes, config, planned) as Input<Attributes>, context);
    const { values, problems } = adopt(attributes, found);
    const { state, warnings } = conform(attributes, planned, values);
    if (problems.length > 0) return { state, remarks: problems.map((error) => ({ error })) };
    return { state, remarks: warnings.map((warning) => ({ warning })) };
  } catch (error) {
    return { remarks: [{ error }] };
  }
}
