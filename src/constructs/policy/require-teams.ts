import { namesTeam } from "../../handlers/acl";
import { type DeclaredKey, isOpen, literalEntries } from "./key";
import { checked } from "./options";
import { Rule, type RuleOptions } from "./rule";

/** Settings of {@link RequireTeams}. */
export interface RequireTeamsOptions extends RuleOptions {
  /** Whether a team has to manage the key as well. Default: `false`. */
  readonly managers?: boolean;
}

/** Every key is seen by a team: one that only its creator sees is orphaned when that person leaves. */
export class RequireTeams extends Rule {
  readonly name = "RequireTeams";
  readonly #managers: boolean;

  constructor(options: RequireTeamsOptions = {}) {
    super(checked(options, ["level", "managers"], "RequireTeams"));
    this.#managers = options.managers ?? false;
  }

  protected judge({ readAccessInput, writeAccessInput }: DeclaredKey): string | undefined {
    if (!hasTeam(readAccessInput)) return "no team sees this key. Name one in `teams`.";
    if (this.#managers && !hasTeam(writeAccessInput)) return "no team manages this key. Name one in `managedBy`.";
    return undefined;
  }
}

function hasTeam(list: unknown): boolean {
  return isOpen(list) || literalEntries(list).some((entry) => namesTeam(entry));
}
