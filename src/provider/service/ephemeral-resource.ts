import type { AnyEphemeralResource } from "../../schema";
import { decodeKept, encodeKept, open } from "../core/ephemeral";
import { validateConfig } from "../core/validate";
import type { ProviderDefinition, Timestamp } from "../protocol/generated/tfplugin6";
import type { Implementation } from "../rpc";
import type { Call, Session } from "../session";
import { decode, encode } from "../value";
import { finder } from "./finder";

type EphemeralResourceService = Pick<
  Implementation<typeof ProviderDefinition>,
  "validateEphemeralResourceConfig" | "openEphemeralResource" | "renewEphemeralResource" | "closeEphemeralResource"
>;

/** What Terraform asks about ephemeral resources. */
export function createEphemeralResourceService(session: Session): EphemeralResourceService {
  const find = finder("ephemeral resource", session.provider, session.provider.ephemeralResources);

  /** Serves a request about an ephemeral resource of a type that may not exist. */
  const on = <R extends object>(
    rpc: string,
    typeName = "",
    work: (definition: AnyEphemeralResource<unknown>, call: Call) => R | Promise<R>,
  ) => {
    const { attributes } = find.all.get(typeName) ?? {};
    const outlivesStop = rpc === "CloseEphemeralResource";
    const subject = { kind: "ephemeral_resource", typeName, attributes, outlivesStop } as const;
    return session.serve(rpc, subject, (call) => work(find(typeName), call));
  };

  return {
    validateEphemeralResourceConfig: ({ typeName, config }) =>
      on("ValidateEphemeralResourceConfig", typeName, (definition, call) => {
        const values = call.learnSecrets(decode(definition.attributes, config)) ?? {};
        call.remark(...validateConfig(definition, values));
        return {};
      }),
    openEphemeralResource: ({ typeName, config }) =>
      on("OpenEphemeralResource", typeName, async (definition, call) => {
        const values = call.learnSecrets(decode(definition.attributes, config)) ?? {};
        const { result, renewAt, keep, remarks } = await open(definition, values, session.context(call));
        call.learnSecrets(result);
        call.remark(...remarks);
        return {
          result: encode(definition.attributes, result),
          renewAt: timestamp(definition.renew && renewAt),
          private: encodeKept(keep),
        };
      }),
    renewEphemeralResource: ({ typeName, private: kept }) =>
      on("RenewEphemeralResource", typeName, async (definition, call) => {
        const renewed = await definition.renew?.(decodeKept(kept), session.context(call));
        return { renewAt: timestamp(renewed?.renewAt), private: kept };
      }),
    closeEphemeralResource: ({ typeName, private: kept }) =>
      on("CloseEphemeralResource", typeName, async (definition, call) => {
        await definition.close?.(decodeKept(kept), session.context(call));
        return {};
      }),
  };
}

function timestamp(moment: Date | undefined): Timestamp | undefined {
  if (!moment) return undefined;
  const [ms, perSecond] = [moment.getTime(), 1000];
  const seconds = Math.floor(ms / perSecond);
  return { seconds, nanos: (ms - seconds * perSecond) * 1_000_000 };
}
