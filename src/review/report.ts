/** What a change means, the gravest first. */
export const KINDS = [
  "broader",
  "plaintext",
  "new-privileged",
  "new",
  "replaced",
  "rotated",
  "value-goes-to",
  "drift",
  "expired",
  "former-revoked",
  "revoked",
  "narrower",
  "imported",
  "forgotten",
  "moved",
  "renamed",
  "justification",
] as const;

/** What a change means. */
export type Kind = (typeof KINDS)[number];

/** Parts of a key that a plan may hide, or not know yet. */
export type Part = "name" | "permission" | "seenBy" | "managedBy" | "justification";

/** A value before and after; `null`: there is none, or it is not told, which `unknown` and `sensitive` tell apart. */
export interface Pair {
  readonly before: string | null;
  readonly after: string | null;
}

/** Whom an access list names. */
export interface Grantee {
  readonly kind: "team" | "organization" | "sensitive";
  /** As in access lists; `null` if sensitive. */
  readonly acl: string | null;
  /** The team's name, where the plan knows it. */
  readonly name: string | null;
  /** How many people are in the team, where the plan knows it. */
  readonly members: number | null;
  /** How many of them sign in without a second factor. */
  readonly withoutTwoFactor: number | null;
}

/** Who is on an access list before and after. */
export interface Access {
  /** `null`: there is no key yet. */
  readonly before: readonly Grantee[] | null;
  /** As far as it is known; `null`: there is no key any more. */
  readonly after: readonly Grantee[] | null;
  readonly gained: readonly Grantee[];
  /** Names of teams that are looked up at apply only, where the list is not known yet. */
  readonly pending: readonly string[];
  readonly lost: readonly Grantee[];
}

/** A key before and after. */
export interface Difference {
  readonly name: Pair;
  readonly permission: Pair;
  readonly seenBy: Access;
  readonly managedBy: Access;
  readonly justification: Pair;
  /** What is not known, or not fully, until apply. */
  readonly unknown: readonly Part[];
  /** What is marked sensitive, and therefore not told. */
  readonly sensitive: readonly Part[];
}

/** What was changed outside Terraform. */
export interface Drift extends Difference {
  readonly deleted: boolean;
}

/** A place that a key's value is written to and was not before. */
export interface Destination {
  readonly kind: "output" | "resource" | "data" | "provisioner" | "command" | "file" | "unnamed";
  /** An output's name, an object's address, a file; `null` if the plan does not name it. */
  readonly address: string | null;
  readonly attribute: string | null;
  /** `false`: the plan's configuration uses the whole key there, perhaps not its value. */
  readonly certain: boolean;
  /** Whether it is there in plaintext for everyone who reads the plan: in what is not marked sensitive. */
  readonly clear: boolean;
}

/** A rule of policy that a key is excepted from, as its justification says. */
export interface Exception {
  readonly rule: string;
  readonly reason: string;
}

/** What happens to one key. */
export interface AccessChange extends Difference {
  readonly stack: string | null;
  readonly address: string;
  readonly module: string | null;
  readonly index: string | number | null;
  readonly previousAddress: string | null;
  /** How the key is managed. */
  readonly way: "resource" | "null_resource";
  readonly action: "none" | "create" | "update" | "replace" | "delete" | "forget";
  readonly kinds: readonly Kind[];
  readonly exceptions: readonly Exception[];
  readonly drift: Drift | null;
  readonly goesTo: readonly Destination[];
  /** Further sentences for the reader. */
  readonly notes: readonly string[];
}

/** Whether a plan covers its whole configuration. `unclear`: it does not tell. */
export type Completeness = "complete" | "partial" | "unclear";

/** Where a plan comes from, as far as it tells. */
export interface Provenance {
  /** When it was made (RFC 3339). */
  readonly plannedAt: string | null;
  /** Which program made it; `null`: either. */
  readonly program: "Terraform" | "OpenTofu" | null;
  /** The provider's address, and its version, or what the configuration asks for. Several if several are used. */
  readonly providers: readonly { readonly address: string; readonly version: string | null }[];
  /** `base_url` of each configuration of the provider; `null`: from the environment, or not told. */
  readonly services: readonly (string | null)[];
  /** Whom the provider acts as, where data sources of the plan tell. */
  readonly actingAs: readonly string[];
  /** SHA-256 of the plan's JSON. */
  readonly digest: string | null;
}

/** One of the plans that were reviewed. */
export interface ReviewedPlan {
  readonly stack: string | null;
  readonly source: string;
  readonly terraformVersion: string | null;
  /** Planning failed: what is told may be incomplete. */
  readonly errored: boolean;
  /** Whether it is known that nothing was left for a later plan, for instance by `-target`. */
  readonly complete: boolean;
  readonly completeness: Completeness;
  /** What it leaves out, or may leave out, keys first. */
  readonly missing: readonly string[];
  /** Whether it is partial, or may leave keys out. */
  readonly doubtful: boolean;
  readonly provenance: Provenance;
  /** Keys of the plan, changed or not. */
  readonly keys: number;
}

/** What plans change about access. Holds nothing that is marked sensitive. */
export interface Report {
  readonly format: "cdktf-cloudcraft/review";
  /** Grows by one if what is here changes its meaning or goes away; additions do not count. */
  readonly version: 1;
  readonly plans: readonly ReviewedPlan[];
  /** How many keys each kind of change concerns. */
  readonly counts: Readonly<Record<Kind, number>>;
  readonly changes: readonly AccessChange[];
}
