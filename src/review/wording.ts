import type { Gate } from "./gate";
import type { Kind, Report, ReviewedPlan } from "./report";

/** A piece of a sentence: our own words, or what a plan says, which each format must make harmless. */
export type Fragment = string | { readonly quoted: string };

/** What each kind of change is called above its list. */
export const TITLES: Readonly<Record<Kind, string>> = {
  broader: "Broader access",
  plaintext: "Value in plaintext: whoever reads the plan or the state reads it",
  "new-privileged": "New keys that may write, or that the whole organization sees or manages",
  new: "New keys",
  replaced: "Replaced: the value changes, consumers break",
  rotated: "Rotated: another value, and the former one for a while",
  "value-goes-to": "Value goes to a new place",
  drift: "Changed outside Terraform",
  expired: "Expired: revoked, the record stays",
  "former-revoked": "Former keys revoked",
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
  plaintext: "value in plaintext",
  "new-privileged": "new and privileged",
  new: "new",
  replaced: "replaced",
  rotated: "rotated",
  "value-goes-to": "value goes to a new place",
  drift: "changed outside",
  expired: "expired",
  "former-revoked": "former key revoked",
  revoked: "revoked",
  narrower: "narrower",
  imported: "imported",
  forgotten: "forgotten",
  moved: "moved",
  renamed: "renamed",
  justification: "justification changed",
};

const MOST_MISSING = 5;

/** What nothing to tell is called. */
export function nothingOf({ plans }: Report): string {
  const isDoubtful = plans.some(({ doubtful, errored }) => doubtful || errored);
  return isDoubtful ? "Nothing of what was planned changes access." : "Nothing changes about access.";
}

/** Sentences about the plans themselves. */
export function remarksOf({ plans }: Report): readonly (readonly Fragment[])[] {
  return plans.flatMap((plan): (readonly Fragment[])[] => {
    const name: Fragment = { quoted: plan.stack ?? plan.source };
    const missing = missingOf(plan);
    if (plan.errored) {
      return [
        [
          "The plan ",
          name,
          " has errors: what is told of it may be incomplete. Mend what Terraform complained about, and plan again.",
        ],
      ];
    }
    if (plan.completeness === "partial") {
      const what = missing.length > 0 ? [": it leaves out ", ...missing] : [": some of it is left for another plan"];
      return [["The plan ", name, " is partial, not complete", ...what, `. ${WAY_OUT}`]];
    }
    if (plan.completeness === "unclear") {
      const what = missing.length > 0 ? [", for instance ", ...missing] : [];
      return [
        [
          "Cannot tell whether the plan ",
          name,
          " is complete: it does not say so, and something may have been left out",
          ...what,
          `. ${WAY_OUT}`,
        ],
      ];
    }
    return [];
  });
}

const WAY_OUT = "Plan without -target, -exclude and -refresh-only.";

function missingOf({ missing }: ReviewedPlan): readonly Fragment[] {
  const shown = missing
    .slice(0, MOST_MISSING)
    .flatMap((address, at) => [...(at > 0 ? [", "] : []), { quoted: address }]);
  const rest = missing.length - MOST_MISSING;
  return rest > 0 ? [...shown, ` and ${rest.toLocaleString("en")} more`] : shown;
}

/** Where each plan comes from. */
export function originsOf({ plans }: Report): readonly (readonly Fragment[])[] {
  return plans.map(({ stack, source, terraformVersion, provenance }) => {
    const { plannedAt, program, providers, services, actingAs, digest } = provenance;
    const known = (value: string | null): Fragment => (value === null ? "an unknown version" : { quoted: value });
    return [
      { quoted: stack ?? source },
      ": made ",
      plannedAt === null ? "at an unknown time" : TIME.test(plannedAt) ? plannedAt : { quoted: plannedAt },
      ` by ${program ?? "Terraform or OpenTofu"} `,
      known(terraformVersion),
      ...providers.flatMap(({ address, version }) => [" with ", { quoted: address }, " ", known(version)]),
      "; service ",
      ...listed(services.length > 0 ? services : [null], "from the environment, not told by the plan"),
      "; acting as ",
      ...listed(actingAs.length > 0 ? actingAs : [null], "whom the plan does not tell"),
      ...(digest === null ? [] : ["; SHA-256 of its JSON ", { quoted: digest }]),
    ];
  });
}

const TIME = /^[\d:.TZ+-]+$/;

function listed(values: readonly (string | null)[], unknown: string): readonly Fragment[] {
  return values.flatMap((value, at) => [...(at > 0 ? [", "] : []), value === null ? unknown : { quoted: value }]);
}

/** How many keys were looked at, in words. */
export function scopeOf({ plans }: Report): string {
  const keys = plans.reduce((sum, plan) => sum + plan.keys, 0);
  return `${counted(keys, "key")} in ${counted(plans.length, "plan")}`;
}

/** How many keys each kind of change concerns, with a word for it. */
export function totalsOf({
  counts,
}: Report): readonly { readonly kind: Kind; readonly count: number; readonly word: string }[] {
  return (Object.keys(WORDS) as Kind[]).flatMap((kind) =>
    counts[kind] > 0 ? [{ kind, count: counts[kind], word: WORDS[kind] }] : [],
  );
}

/** The heading of a kind's list, which holds those of its keys that no graver list holds. */
export function headingOf({ counts }: Report, kind: Kind, listed: number): string {
  const above = counts[kind] - listed;
  const note = above > 0 ? ` (${above} of them above)` : "";
  return `${TITLES[kind]}: ${counts[kind]}${note}`;
}

/** What a gate stops at, in words. */
export function stopsOf({ tripped }: Gate): string {
  return Object.entries(tripped)
    .map(([name, count]) => `${name} (${counted(count, name === "partial" || name === "errored" ? "plan" : "key")})`)
    .join(", ");
}

/** A number and what it counts. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
