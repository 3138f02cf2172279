import type { Construct } from "constructs";
import type { TerraformProvider } from "./cdktf";
import { DataCloudcraftTeam } from "./generated/data-cloudcraft-team";

/** A Cloudcraft team, looked up when Terraform plans. */
export class Team extends DataCloudcraftTeam {
  #acl?: string;

  /** The team of a name, written exactly as in Cloudcraft. */
  static byName(scope: Construct, id: string, name: string, provider?: TerraformProvider): Team {
    return new Team(scope, id, { name, provider });
  }

  /** The team of an identifier, a UUID. */
  static byId(scope: Construct, id: string, teamId: string, provider?: TerraformProvider): Team {
    return new Team(scope, id, { id: teamId, provider });
  }

  /** The team as access lists name it: `team/UUID`. The same token each time, so that repetitions can be told. */
  override get acl(): string {
    this.#acl ??= super.acl;
    return this.#acl;
  }
}
