import {
  type AnyResource,
  type Attributes,
  type Input,
  isConfigurable,
  isSupplied,
  isWriteOnly,
  type State,
  type Writing,
} from "../../schema";
import { adopt } from "./adopt";
import { conform } from "./conform";
import type { Remark } from "./remark";
import { mapValues, plain, plainValues, type Values, withoutUnknowns } from "./value";

/** What Terraform asks to be done: no `planned` means delete, no `prior` means create. */
export interface ApplyRequest {
  readonly config?: Values;
  readonly prior?: Values;
  readonly planned?: Values;
}

/** What is to be stored, and what there is to say about it. No state: the object does not exist. */
export interface Outcome {
  readonly state?: Values;
  readonly remarks: readonly Remark[];
}

type Context<C> = C & Writing<Attributes>;

/** Carries out a planned change. Never throws: a failure comes with what is known of the object by then. */
export async function apply<C>(resource: AnyResource<C>, request: ApplyRequest, context: Context<C>): Promise<Outcome> {
  const { prior, planned } = request;
  if (!planned) return prior ? remove(resource, prior, context) : { remarks: [] };
  let kept: Values | undefined;
  const keeping: Context<C> = {
    ...context,
    keep(state) {
      kept = state && adopt(resource.attributes, state, prior).values;
      context.keep(state);
    },
  };
  try {
    const returned = await write(resource, { ...request, planned }, keeping);
    const fallback = kept ?? prior ?? (withoutUnknowns(planned) as Values);
    const { values, problems } = adopt(resource.attributes, returned, prior, fallback);
    const { state, warnings } = conform(resource.attributes, planned, values);
    if (problems.length > 0) return { state, remarks: problems.map((error) => ({ error })) };
    return { state, remarks: warnings.map((warning) => ({ warning })) };
  } catch (error) {
    return { state: kept ?? prior, remarks: [{ error }] };
  }
}

async function write<C>(
  resource: AnyResource<C>,
  { config = {}, prior, planned }: ApplyRequest & { readonly planned: Values },
  context: Context<C>,
): Promise<unknown> {
  const input = inputOf(resource.attributes, config, planned) as Input<Attributes>;
  if (!prior) return resource.create(input, context);
  return resource.update(input, plainValues(prior) as State<Attributes>, context);
}

async function remove<C>(resource: AnyResource<C>, prior: Values, context: Context<C>): Promise<Outcome> {
  try {
    await resource.delete(plainValues(prior) as State<Attributes>, context);
    return { remarks: [] };
  } catch (error) {
    return { state: prior, remarks: [{ error }] };
  }
}

/**
 * What was configured, in the plan's spelling; what is write-only, as it was configured. A computed value is no input,
 * though it may be planned.
 */
export function inputOf(attributes: Attributes, config: Values, planned: Values): Record<string, unknown> {
  const given = Object.entries(attributes).filter(
    ([name, attribute]) => isConfigurable(attribute) && (!isSupplied(attribute) || config[name] !== undefined),
  );
  const values = given.map(([name, attribute]) => [name, (isWriteOnly(attribute) ? config : planned)[name]]);
  return mapValues(Object.fromEntries(values), (value) => plain(withoutUnknowns(value)) as never);
}
