import { type AnyResource, type Operation, Problem, type ProblemKind } from "../../schema";
import { adopt } from "./adopt";
import type { Outcome } from "./apply";

/** Finds a remote object by what the practitioner calls it. */
export async function importObject<C>(
  resource: AnyResource<C>,
  type: string,
  id: string,
  context: C & Operation,
): Promise<Outcome> {
  const cannot = (kind: ProblemKind, detail: string, remedy: string) =>
    new Problem({ kind, summary: `Cannot import ${type} "${id}"`, detail, remedy });
  try {
    if (!resource.import) {
      const error = cannot(
        "not_importable",
        `Objects of type ${type} cannot be imported.`,
        "Create a new one instead.",
      );
      return { remarks: [{ error }] };
    }
    const found = await resource.import(id, context);
    if (found === undefined) {
      const error = cannot(
        "not_found",
        `There is no ${type} that is identified like this, or it is out of the sight of the provider's user.`,
        "Check the identifier, and whom the provider acts as.",
      );
      return { remarks: [{ error }] };
    }
    const { values, problems } = adopt(resource.attributes, found);
    return { state: values, remarks: problems.map((error) => ({ error })) };
  } catch (error) {
    return { remarks: [{ error }] };
  }
}
