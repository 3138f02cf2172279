import type { Construct } from "constructs";
import { dataSources, identity, resources } from "../handlers";
import { text } from "../schema";
import { addAccessors, asInput, asToken } from "./accessors";
import {
  ImportableResource,
  TerraformDataSource,
  type TerraformMetaArguments,
  TerraformProvider,
  TerraformResource,
} from "./cdktf";
import { deliver, type PluginOptions } from "./delivery";
import { finalArguments } from "./final";
import { Inputs, inputsOf, remember } from "./inputs";

/** A configuration may be left out altogether if nothing in it is required. */
type Given<Config> = Partial<Config> extends Config ? [config?: Config] : [config: Config];

/**
 * A construct class, drawn from the schema. `Base` is the framework's class, whose statics stay; `Fields` are the
 * attributes' accessors.
 */
export type Face<Base extends { readonly prototype: object }, Config, Fields> = Omit<Base, "prototype"> & {
  new (scope: Construct, id: string, ...config: Given<Config>): Base["prototype"] & Fields;
  /** The type in Terraform's language. */
  readonly tfResourceType: string;
  /**
   * Makes Terraform generate the configuration of an existing object, to be imported at the next plan.
   * @param importToId id of the construct in the generated configuration
   * @param importFromId identifier of the existing object
   */
  generateConfigForImport(
    scope: Construct,
    importToId: string,
    importFromId: string,
    provider?: TerraformProvider,
  ): ImportableResource;
};

type Values = Readonly<Record<string, unknown>>;

const terraformGeneratorMetadata = {
  providerName: identity.name,
  providerVersion: identity.version,
  providerVersionConstraint: identity.version,
};

/** The construct of a managed resource, by the resource's name. */
export function managed<Config, Fields>(name: string): Face<typeof TerraformResource, Config, Fields> {
  const definition = named(resources, name);
  const type = `${identity.name}_${name}`;
  class Managed extends TerraformResource {
    static readonly tfResourceType = type;
    static readonly generateConfigForImport = importing(type);

    constructor(scope: Construct, id: string, config: Values & TerraformMetaArguments = {}) {
      super(scope, id, { terraformResourceType: type, terraformGeneratorMetadata, ...metaArguments(config) });
      const { friendly = [] } = new.target as { readonly friendly?: readonly string[] };
      const others = [...META_ARGUMENTS, ...friendly];
      remember(this, new Inputs(this, type, definition, config, others, () => finalArguments(this)));
    }

    protected override synthesizeAttributes(): Record<string, unknown> {
      return inputsOf(this).toTerraform();
    }

    protected override synthesizeHclAttributes(): Record<string, unknown> {
      return inputsOf(this).toHcl();
    }
  }
  addAccessors(Managed.prototype, definition.attributes, asToken);
  return Managed as unknown as Face<typeof TerraformResource, Config, Fields>;
}

/** The construct of a data source, by the data source's name. */
export function lookup<Config, Fields>(name: string): Face<typeof TerraformDataSource, Config, Fields> {
  const definition = named(dataSources, name);
  const type = `${identity.name}_${name}`;
  class Lookup extends TerraformDataSource {
    static readonly tfResourceType = type;
    static readonly generateConfigForImport = importing(type);

    constructor(scope: Construct, id: string, config: Values & TerraformMetaArguments = {}) {
      super(scope, id, { terraformResourceType: type, terraformGeneratorMetadata, ...metaArguments(config) });
      remember(this, new Inputs(this, type, definition, config, META_ARGUMENTS, () => finalArguments(this)));
    }

    protected override synthesizeAttributes(): Record<string, unknown> {
      return inputsOf(this).toTerraform();
    }

    protected override synthesizeHclAttributes(): Record<string, unknown> {
      return inputsOf(this).toHcl();
    }
  }
  addAccessors(Lookup.prototype, definition.attributes, asToken);
  return Lookup as unknown as Face<typeof TerraformDataSource, Config, Fields>;
}

/** The construct of the provider. Its getters give back what the code says: a provider block has no results. */
export function configured<Config, Fields>(): Face<typeof TerraformProvider, Config, Fields> {
  const definition = { ...identity, attributes: { ...identity.attributes, alias: text().optional() } };
  class Configured extends TerraformProvider {
    static readonly tfResourceType: string = identity.name;
    static readonly generateConfigForImport = importing(identity.name);

    constructor(scope: Construct, id: string, config: Values & PluginOptions = {}) {
      super(scope, id, {
        terraformResourceType: identity.name,
        terraformGeneratorMetadata,
        terraformProviderSource: config.source ?? identity.address,
      });
      const type = `provider ${identity.name}`;
      remember(this, new Inputs(this, type, definition, config, PLUGIN_OPTIONS, () => finalArguments(this)));
      deliver(this, config);
    }

    protected override synthesizeAttributes(): Record<string, unknown> {
      return inputsOf(this).toTerraform();
    }

    protected override synthesizeHclAttributes(): Record<string, unknown> {
      return inputsOf(this).toHcl();
    }
  }
  addAccessors(Configured.prototype, definition.attributes, asInput);
  return Configured as unknown as Face<typeof TerraformProvider, Config, Fields>;
}

function named<D extends { readonly name: string }>(definitions: readonly D[], name: string): D {
  const found = definitions.find((definition) => definition.name === name);
  if (!found) throw new TypeError(`The provider has no "${name}".`);
  return found;
}

function importing(terraformResourceType: string) {
  return (scope: Construct, importToId: string, importId: string, provider?: TerraformProvider) =>
    new ImportableResource(scope, importToId, { terraformResourceType, importId, provider });
}

/** What every resource and data source may have besides its attributes. */
const META_ARGUMENTS = [
  "dependsOn",
  "count",
  "provider",
  "lifecycle",
  "forEach",
  "provisioners",
  "connection",
] as const satisfies readonly (keyof TerraformMetaArguments)[];

const PLUGIN_OPTIONS = ["source", "installPlugin", "lockFile"] as const satisfies readonly (keyof PluginOptions)[];

function metaArguments(config: TerraformMetaArguments): TerraformMetaArguments {
  return Object.fromEntries(META_ARGUMENTS.map((name) => [name, config[name]]));
}
