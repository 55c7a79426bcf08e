/**
 * How long a task stays that comes alone at any moment of a period, ms: it runs on one core while there is CPU time left in the period, and what a period
 * does not use is lost. With b of CPU a period p, one that comes at phase φ has min(b, p − φ) of cost c in the first period, and b in each after that; the
 * mean over φ is exact piece by piece, since the stay is linear in φ between the places where the number of periods changes.
 */
export function meanStayUnderQuota(costMs: number, budgetMs: number, periodMs: number): number {
  // Where the first period gives less than b, and where what remains is a whole number of b.
  const places = [0, periodMs - budgetMs, periodMs];
  for (let left = costMs % budgetMs; left < budgetMs; left += budgetMs) places.push(periodMs - left);
  const inside = places.filter(place => place >= 0 && place <= periodMs).sort((a, b) => a - b);
  let area = 0;
  for (const [i, to] of inside.entries()) {
    const from = inside[i - 1] ?? 0;
    // The middle of a linear piece is its mean.
    area += (to - from) * stay(costMs, budgetMs, periodMs, (from + to) / 2);
  }
  return area / periodMs;
}

function stay(costMs: number, budgetMs: number, periodMs: number, phaseMs: number): number {
  const first = Math.min(budgetMs, periodMs - phaseMs);
  if (costMs <= first) return costMs;
  const left = costMs - first;
  const whole = Math.ceil(left / budgetMs) - 1;
  return periodMs - phaseMs + whole * periodMs + (left - whole * budgetMs);
}
