import { validateConfig } from "../core/validate";
import { capabilities, describe } from "../describe";
import type { ProviderDefinition } from "../protocol/generated/tfplugin6";
import type { Implementation } from "../rpc";
import type { Session } from "../session";
import { decode } from "../value";
import { createActionService } from "./action";
import { createDataSourceService } from "./data-source";
import { createEphemeralResourceService } from "./ephemeral-resource";
import { createFunctionService } from "./function";
import { createListResourceService } from "./list-resource";
import { createResourceService } from "./resource";

/** Terraform's requests, each decoded, decided by the core, and encoded. */
export function createService(session: Session): Implementation<typeof ProviderDefinition> {
  const { provider } = session;
  const typeNames = (definitions: readonly { readonly name: string }[] = []) =>
    definitions.map(({ name }) => ({ typeName: `${provider.name}_${name}` }));
  return {
    ...createResourceService(session),
    ...createDataSourceService(session),
    ...createEphemeralResourceService(session),
    ...createFunctionService(session),
    ...createListResourceService(session),
    ...createActionService(session),
    getMetadata: async () => ({
      serverCapabilities: capabilities(provider),
      resources: typeNames(provider.resources),
      dataSources: typeNames(provider.dataSources),
      ephemeralResources: typeNames(provider.ephemeralResources),
      listResources: typeNames(provider.listResources),
      actions: typeNames(provider.actions),
      functions: (provider.functions ?? []).map(({ name }) => ({ name })),
    }),
    getProviderSchema: () => session.serve("GetProviderSchema", {}, () => describe(provider)),
    stopProvider: async () => {
      session.stop();
      return {};
    },
    validateProviderConfig: ({ config }) =>
      session.serve("ValidateProviderConfig", { attributes: provider.attributes }, (call) => {
        const values = call.learnSecrets(decode(provider.attributes, config)) ?? {};
        call.remark(...validateConfig(provider, values));
        return {};
      }),
    configureProvider: ({ config }) =>
      session.serve("ConfigureProvider", { attributes: provider.attributes }, async (call) => {
        await session.configure(decode(provider.attributes, config) ?? {}, call);
        return {};
      }),
  };
}
