import { readDataSource } from "../core/data-source";
import { validateConfig } from "../core/validate";
import type { ProviderDefinition } from "../protocol/generated/tfplugin6";
import type { Implementation } from "../rpc";
import type { Session } from "../session";
import { decode, encode } from "../value";
import { finder } from "./finder";

type DataSourceService = Pick<
  Implementation<typeof ProviderDefinition>,
  "validateDataResourceConfig" | "readDataSource"
>;

/** What Terraform asks about data sources. */
export function createDataSourceService(session: Session): DataSourceService {
  const find = finder("data source", session.provider, session.provider.dataSources);
  return {
    validateDataResourceConfig: ({ typeName = "", config }) => {
      const { attributes } = find.all.get(typeName) ?? {};
      return session.serve("ValidateDataResourceConfig", { typeName, attributes }, (call) => {
        const definition = find(typeName);
        const values = call.know(decode(definition.attributes, config)) ?? {};
        call.remark(...validateConfig(definition, values));
        return {};
      });
    },
    readDataSource: ({ typeName = "", config }) => {
      const { attributes } = find.all.get(typeName) ?? {};
      return session.serve("ReadDataSource", { typeName, attributes }, async (call) => {
        const definition = find(typeName);
        const values = call.know(decode(definition.attributes, config)) ?? {};
        const { state, remarks } = await readDataSource(definition, values, session.context(call));
        call.know(state);
        call.remark(...remarks);
        return { state: encode(definition.attributes, state) };
      });
    },
  };
}
