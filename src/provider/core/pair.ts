/**
 * Pairs as many as possible of some elements with others that fit, each at most once: for each, its partner or
 * `undefined`. Taking the first that fits would leave an element without a partner that a later one could spare.
 */
export function pair<A, B>(
  ones: readonly A[],
  others: readonly B[],
  fits: (one: A, other: B) => boolean,
): (B | undefined)[] {
  const takenBy = new Map<number, number>();
  const place = (one: number, tried: Set<number>): boolean =>
    others.some((other, at) => {
      if (tried.has(at) || !fits(ones[one] as A, other)) return false;
      tried.add(at);
      const rival = takenBy.get(at);
      if (rival !== undefined && !place(rival, tried)) return false;
      takenBy.set(at, one);
      return true;
    });
  for (const one of ones.keys()) place(one, new Set());
  const partners = new Map([...takenBy].map(([other, one]) => [one, others[other]]));
  return ones.map((_, one) => partners.get(one));
}
