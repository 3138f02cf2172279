import { type AnyListResource, type Attributes, type Input, Problem } from "../../schema";
import { adopt } from "../core/adopt";
import { inputOf } from "../core/apply";
import { draftOf } from "../core/project";
import { validateConfig } from "../core/validate";
import { identityOf } from "../identity";
import type { ListResource_Event, ProviderDefinition } from "../protocol/generated/tfplugin6";
import type { Implementation } from "../rpc";
import type { Session } from "../session";
import { decode, encode } from "../value";
import { finder } from "./finder";

type ListResourceService = Pick<
  Implementation<typeof ProviderDefinition>,
  "validateListResourceConfig" | "listResource"
>;

/** What Terraform asks about lists of objects. */
export function createListResourceService(session: Session): ListResourceService {
  const find = finder("list resource", session.provider, session.provider.listResources);
  const subjectOf = (typeName: string) =>
    ({ kind: "list_resource", typeName, attributes: find.all.get(typeName)?.attributes }) as const;

  return {
    validateListResourceConfig: ({ typeName = "", config }) =>
      session.serve("ValidateListResourceConfig", subjectOf(typeName), (call) => {
        const definition = find(typeName);
        const values = call.learnSecrets(decode(definition.attributes, config)) ?? {};
        call.remark(...validateConfig(definition, values));
        return {};
      }),

    async listResource({ typeName = "", config, includeResourceObject, limit = 0 }, { send, gone }) {
      const { diagnostics } = await session.serve("ListResource", subjectOf(typeName), async (call) => {
        const definition = find(typeName);
        const { attributes } = definition;
        const values = call.learnSecrets(decode(attributes, config)) ?? {};
        const context = session.context(call);
        const signal = AbortSignal.any([context.signal, gone]);
        const input = inputOf(attributes, values, draftOf(attributes, values)) as Input<Attributes>;
        let count = 0;
        for await (const { displayName, state } of definition.list(input, { ...context, signal })) {
          await send({ displayName, ...found(definition, state, includeResourceObject) });
          count++;
          if (count === limit || gone.aborted) break;
        }
        return {};
      });
      if (diagnostics.length > 0 && !gone.aborted) await send({ diagnostic: diagnostics });
    },
  };
}

/** An object for Terraform; throws where it is none of its type. */
function found(
  { resource }: AnyListResource<unknown>,
  state: unknown,
  wanted: boolean | undefined,
): Pick<ListResource_Event, "identity" | "resourceObject"> {
  const { values, problems } = adopt(resource.attributes, state);
  if (problems[0]) throw problems[0];
  const identity = identityOf(resource, values);
  if (!identity) throw new Problem({ kind: "no_identity", summary: "An object that was found has no identity" });
  return { identity, resourceObject: wanted ? encode(resource.attributes, values) : undefined };
}
