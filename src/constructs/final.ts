import type { IConstruct } from "constructs";
import { TerraformStack, Token } from "./cdktf";

type Tree = Readonly<Record<string, unknown>>;

/** What a construct stands for in Terraform, and how synth writes it. */
interface Element extends IConstruct {
  readonly terraformResourceType: string;
  readonly friendlyUniqueId: string;
  toTerraform(): Tree;
}

/**
 * The arguments of a resource, data source or provider under Terraform's names, as synth will write them: with every
 * `addOverride`, on the construct and on its stack. `undefined` if it writes none, having moved elsewhere.
 */
export function finalArguments(construct: IConstruct): Tree | undefined {
  const element = construct as Element;
  const type = element.terraformResourceType;
  const { resource, data, provider } = element.toTerraform();
  // The framework writes providers as a list, of which each construct gives one.
  if (provider) return tree([at(provider, type)].flat()[0]);
  const path = [type, element.friendlyUniqueId];
  if (!resource && !data) return undefined;
  const { rawOverrides } = TerraformStack.of(construct) as unknown as { readonly rawOverrides?: Tree };
  const overrides = at(rawOverrides, resource ? "resource" : "data", ...path);
  return merged(tree(at(resource ?? data, ...path)), tree(overrides));
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner, name) => tree(inner)[name], value);
}

function tree(value: unknown): Tree {
  return typeof value === "object" && value !== null ? (value as Tree) : {};
}

/** As the framework merges: lists are joined, and `undefined` removes. */
function merged(target: Tree, overrides: Tree): Tree {
  const changed = Object.entries(overrides).map(([name, value]) => {
    const before = target[name];
    if (Array.isArray(value)) return [name, Array.isArray(before) ? [...before, ...value] : value];
    const isTree = typeof value === "object" && value !== null && !Token.isUnresolved(value);
    return [name, isTree ? merged(tree(before), tree(value)) : value];
  });
  return { ...target, ...Object.fromEntries(changed) };
}
