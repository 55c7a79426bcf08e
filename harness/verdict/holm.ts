/**
 * Several tests as one: the adjusted chances of S. Holm (Scandinavian Journal of Statistics 6, 1979), of which any falls below a level by
 * chance alone at most that often, however the tests depend on each other.
 * @param chances p-values, in any order @returns the adjusted ones, in that order
 */
export function holm(chances: readonly number[]): number[] {
  const order = chances.map((_, i) => i).sort((i, j) => (chances[i] as number) - (chances[j] as number));
  const adjusted = new Array<number>(chances.length);
  let most = 0;
  for (const [rank, i] of order.entries()) {
    most = Math.max(most, Math.min(1, (chances.length - rank) * (chances[i] as number)));
    adjusted[i] = most;
  }
  return adjusted;
}
