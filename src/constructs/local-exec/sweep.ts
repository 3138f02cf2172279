import { Resource } from "@cdktf/provider-null/lib/resource";
import type { Construct } from "constructs";
import { identity } from "../../handlers";
import { type TerraformProvider, TerraformResource, TerraformStack } from "../cdktf";
import { unknownNames } from "../names";
import { lastSweepTriggers, sweepTriggers } from "../triggers";
import { ValidationError } from "../validation-error";
import { bringHandler } from "./handler-file";
import { provisioner } from "./provisioner";
import { pathSeenFrom } from "./stack-paths";
import { triggersOf } from "./trigger";

/** Configuration of a {@link LocalExecSweep}. */
export interface LocalExecSweepConfig {
  /** Folder of the records, as the keys of the stack have it. */
  readonly records: string;
  /** The null provider, if the stack has several. */
  readonly provider?: TerraformProvider;
  /** Whether the handler says nothing unless there is something to worry about. */
  readonly quiet?: boolean;
}

/** What a sweep knows of a key of its stack. */
interface Declared {
  readonly path: string;
  readonly enabled: boolean;
  readonly secretFile: () => string | undefined;
}

const ID = "cloudcraft-sweep";
const LAST_ID = "cloudcraft-last-sweep";
const sweeps = new WeakMap<TerraformStack, LocalExecSweep>();

/**
 * A null resource that revokes the keys of a stack which are recorded and not declared any more. Terraform runs no
 * provisioner of a resource whose code was deleted, so that nothing else would.
 */
export class LocalExecSweep extends Resource {
  /** Folder of the records, as the app's code has it. */
  readonly records: string;
  readonly #stack: TerraformStack;
  readonly #declared: Declared[] = [];

  /**
   * The sweep of a stack, made on first use; each `LocalExecApiKey` does so. Say so yourself, to have the last key
   * revoked as well when its code is deleted.
   */
  static of(scope: Construct, config: LocalExecSweepConfig): LocalExecSweep {
    const stack = TerraformStack.of(scope);
    const misspelt = unknownNames(config, ["records", "provider", "quiet"]);
    if (misspelt.length > 0) throw new ValidationError(`${stack.node.path}/${ID}`, "LocalExecSweep", misspelt);
    const found = sweeps.get(stack) ?? new LocalExecSweep(stack, config);
    sweeps.set(stack, found);
    return found;
  }

  private constructor(stack: TerraformStack, { records, provider, quiet = false }: LocalExecSweepConfig) {
    super(stack, ID, {
      provider,
      dependsOn: [new LastSweep(stack, LAST_ID, { records, provider, quiet })],
      lifecycle: { createBeforeDestroy: true },
      provisioners: [provisioner("create", "sweep", quiet)],
    });
    this.#stack = stack;
    this.records = records;
    bringHandler(this);
    this.node.addValidation({ validate: () => sharedFiles(this.#declared) });
  }

  /** Tells the sweep of a key. */
  declare(key: Declared): void {
    this.#declared.push(key);
  }

  override get triggersInput(): Record<string, string> {
    const declared = this.#declared.filter(({ enabled }) => enabled).map(({ path }) => path);
    return triggersOf(sweepTriggers, {
      ...deploymentOf(this.#stack, this.records),
      declared: declared.sort(),
      handedOver: pathsOfResources(this.#stack).sort(),
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { triggers: this.triggersInput };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclTriggers(this.triggersInput);
  }
}

/**
 * Destroyed last of all, and revokes what is left then: Terraform runs no destroy provisioner of a resource whose own
 * creation failed. It does nothing when it is created, so that its creation cannot fail, and is never replaced.
 */
class LastSweep extends Resource {
  constructor(stack: TerraformStack, id: string, { records, provider, quiet = false }: LocalExecSweepConfig) {
    super(stack, id, {
      provider,
      lifecycle: { createBeforeDestroy: true },
      triggers: triggersOf(lastSweepTriggers, deploymentOf(stack, records)),
      provisioners: [provisioner("destroy", "sweep-all", quiet)],
    });
  }
}

function deploymentOf(stack: TerraformStack, records: string): Readonly<Record<string, unknown>> {
  return {
    type: `${identity.name}_sweep`,
    stack: stack.node.path,
    workspace: WORKSPACE,
    records: pathSeenFrom(stack, records),
  };
}

/** Terraform's workspace: the same stack has other keys in each. */
export const WORKSPACE = "$" + "{terraform.workspace}";

/** Triggers as the framework's HCL writer takes them. */
export function hclTriggers(triggers: Record<string, string>): Record<string, unknown> {
  return { triggers: { value: triggers, isBlock: false, type: "map", storageClassType: "stringMap" } };
}

/** Where the stack has the provider's own resource: a key that used to be declared there is not to be revoked. */
function pathsOfResources(stack: TerraformStack): string[] {
  return stack.node
    .findAll()
    .filter((node): node is TerraformResource => TerraformResource.isTerraformResource(node))
    .filter(({ terraformResourceType }) => terraformResourceType === `${identity.name}_api_key`)
    .map(({ node }) => node.path);
}

function sharedFiles(declared: readonly Declared[]): string[] {
  const owners = new Map<string, string>();
  return declared.flatMap(({ path, secretFile }) => {
    const file = secretFile();
    if (file === undefined) return [];
    const other = owners.get(file);
    owners.set(file, path);
    return other === undefined
      ? []
      : [`${other} and ${path} have the same secretFile, ${file}: one would lose its value.`];
  });
}
