import { isProblem, Problem } from "../../schema";
import { argumentAt, call, type Parameter, parametersOf, valuesOf } from "../core/function";
import { describeFunctions } from "../describe";
import type { FunctionError, ProviderDefinition } from "../protocol/generated/tfplugin6";
import type { Implementation } from "../rpc";
import type { Session } from "../session";
import { decodeValue, encodeValue } from "../value";

type FunctionService = Pick<Implementation<typeof ProviderDefinition>, "getFunctions" | "callFunction">;

/** What Terraform asks about functions, also of a provider that is not configured. */
export function createFunctionService(session: Session): FunctionService {
  const { functions = [], name: provider } = session.provider;
  return {
    getFunctions: async () => ({ functions: describeFunctions(functions) }),
    async callFunction({ name = "", arguments: sent = [] }) {
      const definition = functions.find((one) => one.name === name);
      let at: number | undefined;
      const work = async (learn: <V>(values: V) => V) => {
        if (!definition) {
          throw new Problem({ kind: "unknown_type", summary: `Provider ${provider} has no function ${name}` });
        }
        try {
          const { fixed, variadic } = parametersOf(definition);
          const args = sent.map((value, index) => {
            const { attribute, name } = fixed[index] ?? (variadic as Parameter);
            return decodeValue(attribute, name, value);
          });
          const result = await call(definition, learn(valuesOf(definition, args)));
          return { result: encodeValue(definition.returns, result) };
        } catch (error) {
          at = isProblem(error) ? argumentAt(definition, error.path) : undefined;
          throw error;
        }
      };
      const subject = { attributes: definition?.parameters };
      const { result, diagnostics } = await session.serve("CallFunction", subject, ({ learnSecrets }) =>
        work(learnSecrets),
      );
      const [problem] = diagnostics;
      if (!problem) return { result };
      const said = at === undefined ? [problem.summary, problem.detail] : [problem.detail || problem.summary];
      // Terraform puts the full stop.
      const text = said.filter(Boolean).join(": ").replace(/\.$/, "");
      const error: FunctionError = { text, functionArgument: at };
      return { error };
    },
  };
}
