import type { AnyDataSource } from "../../schema";
import { readDataSource } from "../core/data-source";
import { validateConfig } from "../core/validate";
import type { ProviderDefinition } from "../protocol/generated/tfplugin6";
import type { Implementation } from "../rpc";
import type { Call, Session } from "../session";
import { decode, encode } from "../value";
import { finder } from "./finder";

type DataSourceService = Pick<
  Implementation<typeof ProviderDefinition>,
  "validateDataResourceConfig" | "readDataSource"
>;

/** What Terraform asks about data sources. */
export function createDataSourceService(session: Session): DataSourceService {
  const find = finder("data source", session.provider, session.provider.dataSources);

  /** Serves a request about a data source of a type that may not exist. */
  const on = <R extends object>(
    rpc: string,
    typeName = "",
    work: (definition: AnyDataSource<unknown>, call: Call) => R | Promise<R>,
  ) => {
    const { attributes } = find.all.get(typeName) ?? {};
    const subject = { kind: "data_source", typeName, attributes } as const;
    return session.serve(rpc, subject, (call) => work(find(typeName), call));
  };

  return {
    validateDataResourceConfig: ({ typeName, config }) =>
      on("ValidateDataResourceConfig", typeName, (definition, call) => {
        const values = call.learnSecrets(decode(definition.attributes, config)) ?? {};
        call.remark(...validateConfig(definition, values));
        return {};
      }),
    readDataSource: ({ typeName, config }) =>
      on("ReadDataSource", typeName, async (definition, call) => {
        const values = call.learnSecrets(decode(definition.attributes, config)) ?? {};
        const { state, remarks } = await readDataSource(definition, values, session.context(call));
        call.learnSecrets(state);
        call.remark(...remarks);
        return { state: encode(definition.attributes, state) };
      }),
  };
}
