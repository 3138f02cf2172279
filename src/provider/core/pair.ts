/** Whether two elements may belong together. */
type Suits<A, B> = (one: A, other: B) => boolean;

/**
 * Pairs as many as possible of some elements with others that fit, each at most once: for each, its partner or
 * `undefined`. Taking the first that fits would leave an element without a partner that a later one could spare.
 * @param degrees the stricter first: who fits strictly is paired before anyone who fits only loosely.
 */
export function pair<A, B>(ones: readonly A[], others: readonly B[], ...degrees: Suits<A, B>[]): (B | undefined)[] {
  const takenBy = new Map<number, number>();
  const place = (one: number, suits: Suits<A, B>, tried: Set<number>): boolean =>
    others.some((other, at) => {
      if (tried.has(at) || !suits(ones[one] as A, other)) return false;
      tried.add(at);
      const rival = takenBy.get(at);
      if (rival !== undefined && !place(rival, suits, tried)) return false;
      takenBy.set(at, one);
      return true;
    });
  for (const suits of degrees) {
    const placed = new Set(takenBy.values());
    for (const one of ones.keys()) if (!placed.has(one)) place(one, suits, new Set());
  }
  const partners = new Map([...takenBy].map(([other, one]) => [one, others[other]]));
  return ones.map((_, one) => partners.get(one));
}
