import type { Construct } from "constructs";
import { Fn, Token } from "./cdktf";
import { ApiKey as Generated, type ApiKeyConfig as GeneratedConfig } from "./generated/api-key";
import type { Permission } from "./permission";
import { applyAppPolicies } from "./policy/app-policies";

/** Anything that access lists can name: a `Team`, or an element of `DataCloudcraftTeams`. */
export interface Grantee {
  /** How access lists name it, for instance `team/UUID`. */
  readonly acl: string;
}

/** Configuration of an {@link ApiKey}. */
export interface ApiKeyConfig extends GeneratedConfig {
  /** What the key may do; see {@link Permission}. Changed in place; the key keeps its value. Default: `"read"`. */
  readonly permission?: Permission;
  /** Teams that see that the key exists: they are added to `readAccess`. */
  readonly teams?: readonly Grantee[];
  /** Teams that may change or delete the key: they are added to `writeAccess`. */
  readonly managedBy?: readonly Grantee[];
}

/**
 * A Cloudcraft API key. Every change is made in place and keeps the key's value.
 *
 * `key`, the value, is a token and sensitive. It is no output unless you make it one, and whatever it is passed to
 * stores it in the state.
 */
export class ApiKey extends Generated {
  /** What the configuration may have besides attributes and meta-arguments. */
  protected static readonly friendly: readonly string[] = ["teams", "managedBy"];

  constructor(scope: Construct, id: string, { teams, managedBy, ...config }: ApiKeyConfig) {
    super(scope, id, {
      ...config,
      readAccess: accessList(config.readAccess, teams),
      writeAccess: accessList(config.writeAccess, managedBy),
    });
    applyAppPolicies(this);
  }
}

/** Entries given as text and as teams, each once. */
export function accessList(entries: string[] | undefined, teams?: readonly Grantee[]): string[] | undefined {
  if (!teams?.length) return entries;
  const acls = [...new Set(teams.map(entryOf))];
  // A token that stands for a whole list takes no further elements.
  if (entries && Token.isUnresolved(entries)) return Token.asList(Fn.setunion(entries, [acls]));
  return [...new Set([...(entries ?? []), ...acls])];
}

/** What is no team, which only untyped code can give, becomes an entry that validation refuses. */
function entryOf(team: Grantee): string {
  return typeof team?.acl === "string" ? team.acl : String(team);
}
