import type { Gate } from "./gate";
import type { Kind, Report } from "./report";

/** A piece of a sentence: our own words, or what a plan says, which each format must make harmless. */
export type Fragment = string | { readonly quoted: string };

/** What each kind of change is called above its list. */
export const TITLES: Readonly<Record<Kind, string>> = {
  broader: "Broader access",
  new: "New keys",
  replaced: "Replaced: the value changes, consumers break",
  "value-goes-to": "Value goes to a new place",
  drift: "Changed outside Terraform",
  revoked: "Revoked",
  narrower: "Narrower access",
  imported: "Imported",
  forgotten: "Forgotten: alive, but no longer managed",
  moved: "Moved",
  renamed: "Renamed",
  justification: "Justification changed",
};

/** What each kind of change is called in a line. */
export const WORDS: Readonly<Record<Kind, string>> = {
  broader: "broader",
  new: "new",
  replaced: "replaced",
  "value-goes-to": "value goes to a new place",
  drift: "changed outside",
  revoked: "revoked",
  narrower: "narrower",
  imported: "imported",
  forgotten: "forgotten",
  moved: "moved",
  renamed: "renamed",
  justification: "justification changed",
};

/** What nothing to tell is called. */
export const NOTHING = "Nothing changes about access.";

/** Sentences about the plans themselves. */
export function remarksOf({ plans }: Report): readonly (readonly Fragment[])[] {
  return plans.flatMap(({ stack, source, errored, complete }) => [
    ...(errored
      ? [["The plan ", { quoted: stack ?? source }, " has errors: what is told of it may be incomplete."]]
      : []),
    ...(complete || errored
      ? []
      : [["The plan ", { quoted: stack ?? source }, " is not complete: some of it is left for another plan."]]),
  ]);
}

/** How many keys were looked at, in words. */
export function scopeOf({ plans }: Report): string {
  const keys = plans.reduce((sum, plan) => sum + plan.keys, 0);
  return `${counted(keys, "key")} in ${counted(plans.length, "plan")}`;
}

/** What a gate stops at, in words. */
export function stopsOf({ tripped }: Gate): string {
  return Object.entries(tripped)
    .map(([name, count]) => `${name} (${counted(count, "key")})`)
    .join(", ");
}

/** A number and what it counts. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
