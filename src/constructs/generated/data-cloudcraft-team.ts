// Written by `npm run generate` from src/handlers. Do not edit.
import type { ComplexList, ComplexObject, IResolvable, TerraformMetaArguments } from "../cdktf";
import { lookup } from "../factory";

/** Configuration of {@link DataCloudcraftTeam}. */
export interface DataCloudcraftTeamConfig extends TerraformMetaArguments {
  /** Identifier of the team. Give either this or `name`. */
  readonly id?: string;
  /** Name of the team, exactly as in Cloudcraft. Give either this or `id`. */
  readonly name?: string;
}

/** The people in the team. */
export interface DataCloudcraftTeamMembersOutputReference extends ComplexObject {
  /** Identifier of the membership. */
  get id(): string;
  /** Identifier of the user. */
  get userId(): string;
  /** The user's name. */
  get name(): string;
  /** The user's e-mail address. */
  get email(): string;
  /** The user's role in the team. */
  get role(): string;
  /** Whether the user signs in with a second factor. */
  get mfaEnabled(): IResolvable;
}

/** The people in the team. */
export interface DataCloudcraftTeamMembersList extends ComplexList {
  get(index: number): DataCloudcraftTeamMembersOutputReference;
}

/** The attributes of {@link DataCloudcraftTeam}: tokens, setters, and what the code says. */
export interface DataCloudcraftTeamFields {
  /** Identifier of the team. Give either this or `name`. */
  get id(): string;
  set id(value: string);
  /** What the code says, for Aspects. */
  get idInput(): string | undefined;
  resetId(): void;
  /** Name of the team, exactly as in Cloudcraft. Give either this or `id`. */
  get name(): string;
  set name(value: string);
  /** What the code says, for Aspects. */
  get nameInput(): string | undefined;
  resetName(): void;
  /** The team as access lists name it: `team/UUID`. */
  get acl(): string;
  /** Whether anyone in the organization sees the team; otherwise only its members do. */
  get visible(): IResolvable;
  /** Whether its members belong to every other team as well. */
  get crossOrganizational(): IResolvable;
  /** The caller's role in the team. */
  get role(): string;
  /** The people in the team. */
  get members(): DataCloudcraftTeamMembersList;
}

/** A Cloudcraft team, looked up by exactly one of `name` and `id`. Terraform type: `cloudcraft_team`. */
export class DataCloudcraftTeam extends lookup<DataCloudcraftTeamConfig, DataCloudcraftTeamFields>("team") {}
