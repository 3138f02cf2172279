import { namesOrganization } from "../../handlers/acl";
import { type DeclaredKey, literalEntries } from "./key";
import { checked } from "./options";
import { Rule, type RuleOptions } from "./rule";

/** No key is seen or managed by the whole organization. */
export class NoOrganizationSharing extends Rule {
  readonly name = "NoOrganizationSharing";

  constructor(options: RuleOptions = {}) {
    super(checked(options, ["level"], "NoOrganizationSharing"));
  }

  protected judge({ readAccessInput, writeAccessInput }: DeclaredKey): string | undefined {
    if (hasOrganization(writeAccessInput)) return "the whole organization manages this key. Name teams instead.";
    if (hasOrganization(readAccessInput)) return "the whole organization sees this key. Name teams instead.";
    return undefined;
  }
}

function hasOrganization(list: unknown): boolean {
  return literalEntries(list).some((entry) => namesOrganization(entry));
}
