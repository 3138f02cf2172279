import { Resource } from "@cdktf/provider-null/lib/resource";
import type { Construct } from "constructs";
import { identity } from "../../handlers";
import { isUuid, teamAcl } from "../../handlers/acl";
import { addAccessors, asInput } from "../accessors";
import { type ApiKeyConfig, accessList, type Grantee } from "../api-key";
import { type IResolvable, TerraformStack } from "../cdktf";
import { Inputs, inputsOf, remember } from "../inputs";
import type { Permission } from "../permission";
import { applyAppPolicies } from "../policy/app-policies";
import { keyTriggers } from "../triggers";
import { ValidationError } from "../validation-error";
import { provisioner } from "./provisioner";
import { pathSeenFrom } from "./stack-paths";
import { hclTriggers, LocalExecSweep, WORKSPACE } from "./sweep";
import { triggersOf } from "./trigger";

/** A team: a `Team` where the stack has the provider as well, or else its id or its entry, `team/UUID`. */
export type LocalExecGrantee = Grantee | string;

/** Configuration of a {@link LocalExecApiKey}: that of an `ApiKey`, and where its value and its record are kept. */
export interface LocalExecApiKeyConfig
  extends Omit<
    ApiKeyConfig,
    "teams" | "managedBy" | "count" | "forEach" | "provisioners" | "connection" | "provider" | "lifecycle"
  > {
  /** Teams that see that the key exists: they are added to `readAccess`. */
  readonly teams?: readonly LocalExecGrantee[];
  /** Teams that may change or delete the key: they are added to `writeAccess`. */
  readonly managedBy?: readonly LocalExecGrantee[];
  /**
   * Folder of the records, one for all keys of a stack. It says which keys there are, and never their values; it must
   * outlive the machine that applies. A relative path begins in the app's folder.
   */
  readonly records: string;
  /**
   * File that gets the key's value, mode 0600, in a folder that only this user may enter. It is removed with the key. A
   * relative path begins in the app's folder. Give either this or `secretCommand`.
   */
  readonly secretFile?: string;
  /**
   * Program with its arguments, run without a shell, that gets the key's value on standard input, for instance
   * `["vault", "kv", "put", "secret/ci", "key=-"]`. Give either this or `secretFile`.
   */
  readonly secretCommand?: string[];
  /** `false` revokes the key. Default: `true`. */
  readonly enabled?: boolean;
  /** Whether the handler says nothing unless there is something to worry about. Default: `false`. */
  readonly quiet?: boolean;
  /** The null provider, if the stack has several. */
  readonly provider?: ApiKeyConfig["provider"];
}

const { type: _type, stack: _stack, workspace: _workspace, owner: _owner, ...attributes } = keyTriggers;

const definition = {
  attributes,
  validate(draft: Readonly<Record<string, unknown>>, reject: (attribute: string, why: string) => void) {
    const { secretFile, secretCommand } = draft;
    if (secretFile === undefined && secretCommand === undefined) {
      reject("secretFile", "Give a `secretFile` or a `secretCommand`: Cloudcraft tells a key's value only once.");
    }
    if (secretFile !== undefined && secretCommand !== undefined) {
      reject("secretCommand", "Give either `secretFile` or `secretCommand`, not both.");
    }
    if (Array.isArray(secretCommand) && secretCommand.length === 0) {
      reject("secretCommand", "`secretCommand` names no program.");
    }
  },
};

const OTHER_MEMBERS = ["teams", "managedBy", "enabled", "quiet", "provider", "dependsOn"];

/**
 * A Cloudcraft API key by way of a null resource, whose provisioners run the same handler as the provider does. For
 * places where no custom provider may be installed; an `ApiKey` shows more in a plan, and notices drift.
 *
 * A change is planned as a replacement of the null resource. The key itself is changed in place and keeps its value.
 */
export class LocalExecApiKey extends Resource {
  declare name: string;
  declare permission: Permission | undefined;
  declare readAccess: string[] | undefined;
  declare writeAccess: string[] | undefined;
  declare justification: string | undefined;
  declare deletionProtection: boolean | IResolvable | undefined;
  /** What the code says, for Aspects. */
  declare readonly nameInput: string | undefined;
  /** What the code says, for Aspects. */
  declare readonly permissionInput: Permission | undefined;
  /** What the code says, for Aspects. */
  declare readonly readAccessInput: string[] | undefined;
  /** What the code says, for Aspects. */
  declare readonly writeAccessInput: string[] | undefined;
  /** What the code says, for Aspects. */
  declare readonly justificationInput: string | undefined;
  /** What the code says, for Aspects. */
  declare readonly deletionProtectionInput: boolean | IResolvable | undefined;

  constructor(scope: Construct, id: string, config: LocalExecApiKeyConfig) {
    const { teams, managedBy, enabled = true, quiet = false, provider, dependsOn = [], ...values } = config;
    const stack = TerraformStack.of(scope);
    const sweep = LocalExecSweep.of(stack, { records: config.records, provider, quiet });
    super(scope, id, {
      provider,
      // The sweep comes first, and goes last: what is left then was left by keys that could not be revoked.
      dependsOn: [sweep, ...dependsOn],
      // A replacement creates first: the handler finds the key by its owner, and changes it in place.
      lifecycle: { createBeforeDestroy: true },
      // The block has to stay, since Terraform runs no provisioner of a block that is gone.
      count: enabled ? undefined : 0,
      provisioners: [provisioner("create", "create", quiet), provisioner("destroy", "destroy", quiet)],
    });
    const readAccess = accessList(values.readAccess, teams?.map(grantee));
    const writeAccess = accessList(values.writeAccess, managedBy?.map(grantee));
    const say = { ...values, readAccess, writeAccess };
    remember(this, new Inputs(this, "LocalExecApiKey", definition, say, OTHER_MEMBERS));
    applyAppPolicies(this);
    if (sweep.records !== config.records) throw severalFolders(this.node.path, sweep.records);
    sweep.declare({
      path: this.node.path,
      enabled,
      secretFile: () => this.#triggers().secret_file,
    });
  }

  override get triggersInput(): Record<string, string> {
    return this.#triggers();
  }

  #triggers(): Record<string, string> {
    const stack = TerraformStack.of(this);
    const say = inputsOf(this);
    const values = Object.fromEntries(Object.keys(attributes).map((name) => [name, say.get(name)]));
    const seen = (path: unknown) => (typeof path === "string" ? pathSeenFrom(stack, path) : path);
    return triggersOf(keyTriggers, {
      ...values,
      type: `${identity.name}_api_key`,
      stack: stack.node.path,
      workspace: WORKSPACE,
      owner: this.node.path,
      records: seen(values.records),
      secretFile: seen(values.secretFile),
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers: this.#triggers() };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclTriggers(this.#triggers());
  }
}
addAccessors(LocalExecApiKey.prototype, attributes, asInput);

function grantee(team: LocalExecGrantee): Grantee {
  if (typeof team !== "string") return team;
  return { acl: isUuid(team) ? teamAcl(team) : team };
}

function severalFolders(path: string, first: string): ValidationError {
  const why = `All keys of a stack share one folder of records, and another key has ${JSON.stringify(first)}.`;
  return new ValidationError(path, "LocalExecApiKey", [{ path: ["records"], why }]);
}
