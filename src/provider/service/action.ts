import { type Attributes, type Input, visible } from "../../schema";
import { inputOf } from "../core/apply";
import { draftOf } from "../core/project";
import { validateConfig } from "../core/validate";
import type { ProviderDefinition } from "../protocol/generated/tfplugin6";
import type { Implementation } from "../rpc";
import type { Session } from "../session";
import { decode } from "../value";
import { finder } from "./finder";

type ActionService = Pick<
  Implementation<typeof ProviderDefinition>,
  "validateActionConfig" | "planAction" | "invokeAction"
>;

/** What Terraform asks about actions. */
export function createActionService(session: Session): ActionService {
  const find = finder("action", session.provider, session.provider.actions);
  const subjectOf = (typeName: string) =>
    ({ kind: "action", typeName, attributes: find.all.get(typeName)?.attributes }) as const;

  return {
    validateActionConfig: ({ typeName = "", config }) =>
      session.serve("ValidateActionConfig", subjectOf(typeName), (call) => {
        const definition = find(typeName);
        const values = call.learnSecrets(decode(definition.attributes, config)) ?? {};
        call.remark(...validateConfig(definition, values));
        return {};
      }),

    planAction: ({ actionType = "" }) =>
      session.serve("PlanAction", subjectOf(actionType), () => {
        find(actionType);
        return {};
      }),

    async invokeAction({ actionType = "", config }, { send, gone }) {
      let told: Promise<void> = Promise.resolve();
      const { diagnostics } = await session.serve("InvokeAction", subjectOf(actionType), async (call) => {
        const { attributes, ...definition } = find(actionType);
        const values = call.learnSecrets(decode(attributes, config)) ?? {};
        const context = session.context(call);
        const progress = (text: string) => {
          const message = visible(call.redact(text));
          told = told.then(() => send({ progress: { message } })).catch(() => {});
        };
        const input = inputOf(attributes, values, draftOf(attributes, values)) as Input<Attributes>;
        await definition.invoke(input, { ...context, signal: AbortSignal.any([context.signal, gone]), progress });
        return {};
      });
      await told;
      if (!gone.aborted) await send({ completed: { diagnostics } });
    },
  };
}
