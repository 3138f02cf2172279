// Written by `npm run generate` from src/handlers. Do not edit.
import type { ComplexList, ComplexObject, IResolvable, TerraformMetaArguments } from "../cdktf";
import { lookup } from "../factory";

/** Configuration of {@link DataCloudcraftTeams}. */
export interface DataCloudcraftTeamsConfig extends TerraformMetaArguments {
}

/** The teams, sorted by name. */
export interface DataCloudcraftTeamsTeamsOutputReference extends ComplexObject {
  /** Identifier of the team. */
  get id(): string;
  /** Name of the team. */
  get name(): string;
  /** The team as access lists name it: `team/UUID`. */
  get acl(): string;
  /** Whether anyone in the organization sees the team; otherwise only its members do. */
  get visible(): IResolvable;
  /** Whether its members belong to every other team as well. */
  get crossOrganizational(): IResolvable;
  /** The caller's role in the team. */
  get role(): string;
}

/** The teams, sorted by name. */
export interface DataCloudcraftTeamsTeamsList extends ComplexList {
  get(index: number): DataCloudcraftTeamsTeamsOutputReference;
}

/** The attributes of {@link DataCloudcraftTeams}: tokens, setters, and what the code says. */
export interface DataCloudcraftTeamsFields {
  /** The teams, sorted by name. */
  get teams(): DataCloudcraftTeamsTeamsList;
}

/** All Cloudcraft teams that the provider's user sees. Terraform type: `cloudcraft_teams`. */
export class DataCloudcraftTeams extends lookup<DataCloudcraftTeamsConfig, DataCloudcraftTeamsFields>("teams") {}
