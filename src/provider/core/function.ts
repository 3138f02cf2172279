import { type AnyAttribute, type AnyFunction, type Problem, validate } from "../../schema";
import { adopt } from "./adopt";
import { invalid } from "./validate";
import { plainValues, type Value, type Values } from "./value";

/** A parameter as an argument meets it. */
export interface Parameter {
  readonly name: string;
  readonly attribute: AnyAttribute;
}

/** The parameters that take one argument each, and the one that takes all others. */
export interface Parameters {
  readonly fixed: readonly Parameter[];
  readonly variadic?: Parameter;
}

/** A function's parameters, as Terraform knows them. */
export function parametersOf({ parameters, variadic }: AnyFunction): Parameters {
  const all = Object.entries(parameters).map(([name, attribute]) => ({ name, attribute }));
  const shape = all.find(({ name }) => name === variadic)?.attribute.spec.shape;
  const fixed = all.filter(({ name }) => name !== variadic);
  if (!variadic || shape?.kind !== "list") return { fixed };
  return { fixed, variadic: { name: variadic, attribute: shape.element } };
}

/** The values of a function's parameters, from those of its arguments. */
export function valuesOf(definition: AnyFunction, args: readonly Value[]): Values {
  const { fixed, variadic } = parametersOf(definition);
  const values = Object.fromEntries(fixed.map(({ name }, at) => [name, args[at]]));
  return variadic ? { ...values, [variadic.name]: args.slice(fixed.length) } : values;
}

/** Which argument a path of parameters leads to. */
export function argumentAt(definition: AnyFunction, [name, element]: Problem["path"] = []): number | undefined {
  const { fixed, variadic } = parametersOf(definition);
  if (name !== undefined && name === variadic?.name) return fixed.length + (typeof element === "number" ? element : 0);
  const at = fixed.findIndex((parameter) => parameter.name === name);
  return at < 0 ? undefined : at;
}

/** Calls a function; throws what is wrong with an argument or with the result. */
export async function call(definition: AnyFunction, values: Values): Promise<Value> {
  const args = plainValues(values);
  const [finding] = validate({ attributes: definition.parameters }, args);
  if (finding) throw invalid(finding.path, finding.why);
  const returned = await definition.call(args, { wrong: (parameter, why) => invalid([parameter], why) });
  const { values: adopted, problems } = adopt({ result: definition.returns }, { result: returned });
  if (problems[0]) throw problems[0];
  return adopted.result;
}
