import { type AnyResource, type Attributes, Problem, type Writing } from "../../schema";
import { apply, type Outcome } from "../core/apply";
import { importObject } from "../core/import";
import { changeOf, plan } from "../core/plan";
import { read } from "../core/read";
import { noteReplaced, replacedIn, withoutNote } from "../core/replaced";
import { upgrade } from "../core/upgrade";
import { validateConfig, writeOnlyRefused } from "../core/validate";
import { pathOf } from "../diagnostic";
import { identityOf, identitySchemaOf, idIn, storedIdentity } from "../identity";
import type { ProviderDefinition } from "../protocol/generated/tfplugin6";
import type { Implementation } from "../rpc";
import type { Call, Session } from "../session";
import { decode, encode } from "../value";
import { finder } from "./finder";

type ResourceService = Pick<
  Implementation<typeof ProviderDefinition>,
  | "validateResourceConfig"
  | "upgradeResourceState"
  | "readResource"
  | "planResourceChange"
  | "applyResourceChange"
  | "importResourceState"
  | "getResourceIdentitySchemas"
  | "upgradeResourceIdentity"
>;

/** What Terraform asks about managed resources. Private data and identities go back as they came. */
export function createResourceService(session: Session): ResourceService {
  const find = finder("resource", session.provider, session.provider.resources);

  /** Serves a request about a resource of a type that may not exist. */
  const on = <R extends object>(
    rpc: string,
    typeName = "",
    work: (definition: AnyResource<unknown>, call: Call) => R | Promise<R>,
    failed?: R,
  ) => {
    const { attributes } = find.all.get(typeName) ?? {};
    return session.serve(rpc, { kind: "resource", typeName, attributes }, (call) => work(find(typeName), call), failed);
  };

  const stored = (call: Call, attributes: Attributes, { state, remarks }: Outcome) => {
    call.learnSecrets(state);
    call.remark(...remarks);
    return encode(attributes, state);
  };

  return {
    validateResourceConfig: ({ typeName, config, clientCapabilities }) =>
      on("ValidateResourceConfig", typeName, (definition, call) => {
        const values = call.learnSecrets(decode(definition.attributes, config)) ?? {};
        call.remark(...validateConfig(definition, values));
        if (!clientCapabilities?.writeOnlyAttributesAllowed) {
          call.remark(...writeOnlyRefused(definition.attributes, values));
        }
        return {};
      }),

    upgradeResourceState: ({ typeName, version = 0, rawState }) =>
      on("UpgradeResourceState", typeName, (definition, call) => {
        if (!rawState?.json?.length) {
          const detail = "It was written by Terraform 0.11 or older.";
          throw new Problem({ kind: "upgrade", summary: "Cannot upgrade the stored state", detail });
        }
        const state = call.learnSecrets(upgrade(definition, rawState.json.toString(), version));
        return { upgradedState: encode(definition.attributes, state) };
      }),

    readResource: ({ typeName, currentState, private: kept, currentIdentity }) => {
      const unchanged = { newState: currentState, private: kept, newIdentity: currentIdentity };
      return on(
        "ReadResource",
        typeName,
        async (definition, call) => {
          const { attributes } = definition;
          const prior = call.learnSecrets(decode(attributes, currentState));
          if (!prior || session.excused(call)) return unchanged;
          const result = await read(definition, prior, session.context(call));
          const newIdentity = identityOf(definition, result.state) ?? currentIdentity;
          return { ...unchanged, newState: stored(call, attributes, result), newIdentity };
        },
        unchanged,
      );
    },

    planResourceChange: ({ typeName, priorState, proposedNewState, config, priorPrivate, priorIdentity }) => {
      const echoed = { plannedPrivate: withoutNote(priorPrivate), plannedIdentity: priorIdentity };
      return on(
        "PlanResourceChange",
        typeName,
        async (definition, call) => {
          const { attributes } = definition;
          const prior = call.learnSecrets(decode(attributes, priorState));
          const proposed = decode(attributes, proposedNewState);
          const request = { prior, config: proposed && call.learnSecrets(decode(attributes, config)) };
          const { planned, replaces } = plan(definition, request);
          if (planned !== prior && session.ready) {
            try {
              const replaced = prior ? undefined : replacedIn(priorPrivate);
              await definition.plan?.({ ...changeOf(attributes, request), replaced }, session.context(call));
            } catch (error) {
              call.remark({ error });
            }
          }
          const requiresReplace = replaces.flatMap((path) => pathOf(attributes, path) ?? []);
          const plannedIdentity = identityOf(definition, prior) ?? priorIdentity;
          const plannedPrivate =
            definition.plan && prior && proposed
              ? noteReplaced(priorPrivate, attributes, prior)
              : echoed.plannedPrivate;
          return { plannedState: encode(attributes, planned), requiresReplace, plannedPrivate, plannedIdentity };
        },
        echoed,
      );
    },

    applyResourceChange: ({ typeName, priorState, plannedState, config, plannedPrivate, plannedIdentity }) => {
      const echoed = { newState: priorState, private: withoutNote(plannedPrivate), newIdentity: plannedIdentity };
      return on(
        "ApplyResourceChange",
        typeName,
        async (definition, call) => {
          const { attributes } = definition;
          const request = {
            config: call.learnSecrets(decode(attributes, config)),
            prior: call.learnSecrets(decode(attributes, priorState)),
            planned: call.learnSecrets(decode(attributes, plannedState)),
          };
          const context: Writing<Attributes> = {
            ...session.context(call),
            keep: (state) => void call.learnSecrets(state),
          };
          const result = await apply(definition, request, context);
          const newIdentity = identityOf(definition, result.state) ?? plannedIdentity;
          return { ...echoed, newState: stored(call, attributes, result), newIdentity };
        },
        echoed,
      );
    },

    importResourceState: ({ typeName = "", id = "", identity }) =>
      on("ImportResourceState", typeName, async (definition, call) => {
        const wanted = identity ? idIn(definition, identity) : id;
        const result = await importObject(definition, typeName, wanted, session.context(call));
        const state = stored(call, definition.attributes, result);
        const imported = { typeName, state, identity: identityOf(definition, result.state) };
        return { importedResources: result.state ? [imported] : [] };
      }),

    getResourceIdentitySchemas: async () => {
      const schemas = [...find.all].flatMap(([typeName, definition]) => {
        const schema = identitySchemaOf(definition);
        return schema ? [[typeName, schema]] : [];
      });
      return { identitySchemas: Object.fromEntries(schemas) };
    },

    upgradeResourceIdentity: ({ typeName, rawIdentity }) =>
      on("UpgradeResourceIdentity", typeName, (definition) => ({
        upgradedIdentity: storedIdentity(definition, rawIdentity),
      })),
  };
}
