import { type AccessChange, KINDS, type Kind, type Report } from "./report";

/** Changes under the gravest of their kinds. */
export interface Group {
  readonly kind: Kind;
  readonly changes: readonly AccessChange[];
}

/** Each change once, the gravest first. */
export function groupsOf({ changes }: Report): readonly Group[] {
  return KINDS.flatMap((kind) => {
    const own = changes.filter(({ kinds }) => kinds[0] === kind);
    return own.length > 0 ? [{ kind, changes: own }] : [];
  });
}
