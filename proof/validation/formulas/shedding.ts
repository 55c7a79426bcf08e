/** The share of all requests that is refused at a share of the CPU, by a cubic curve. */
export function cubicShare(from: number, to: number, cpu: number): number {
  return Math.min(1, Math.max(0, (cpu - from) / (to - from))) ** 3;
}

/**
 * The share of a least important class that is let in where more is asked for than there is: the CPU at which what is refused and what is used are both
 * right.
 * @param important load of the other classes, in shares of the CPU
 * @param least of the least important one
 */
export function letIn(from: number, to: number, important: number, least: number): number {
  let low = from;
  let high = to;
  for (let i = 0; i < 60; i++) {
    const cpu = (low + high) / 2;
    const used = important + least - cubicShare(from, to, cpu) * (important + least);
    if (used > cpu) low = cpu;
    else high = cpu;
  }
  return (low - important) / least;
}
