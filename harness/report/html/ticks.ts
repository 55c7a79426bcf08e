/** About five round numbers from zero up to `most`, which is above 0. */
export function ticks(most: number): number[] {
  const rough = most / 5;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find(each => each * decade >= rough) ?? 10) * decade;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}
