/** One instance in one window: CPU time that was, CPU time that costs explain, s, and the share of its cores that this is. */
export interface BentRow {
  readonly cpuS: number;
  readonly fittedS: number;
  readonly busy: number;
}

/** How costs go with the load: by how much more, as a share, they are than was fitted where instances are quiet and where they are busy. */
export interface LoadBend {
  readonly quiet: { readonly busy: number; readonly more: number };
  readonly busy: { readonly busy: number; readonly more: number };
}

/** From a slope of so many standard errors on it is no chance. */
const SURE = 4;
/** Less than this between quiet and busy is not worth a word. */
const WORTH = 0.05;
const FEWEST = 24;

/** The straight line of what was not explained against the load, where it has one that matters; null: one number a cost will do. */
export function bendOf(rows: readonly BentRow[]): LoadBend | null {
  const used = rows.filter(({ fittedS }) => fittedS > 0);
  if (used.length < FEWEST) return null;
  // What is left over varies as CPU time does, so a row weighs by its CPU time.
  const all = used.reduce((sum, { fittedS }) => sum + fittedS, 0);
  const more = ({ cpuS, fittedS }: BentRow): number => cpuS / fittedS - 1;
  const mean = (of: (row: BentRow) => number): number =>
    used.reduce((sum, row) => sum + row.fittedS * of(row), 0) / all;
  const [x, y] = [mean(({ busy }) => busy), mean(more)];
  const spread = mean(({ busy }) => (busy - x) ** 2) * all;
  if (spread === 0) return null;
  const slope = (mean(row => (row.busy - x) * (more(row) - y)) * all) / spread;
  const scatter = (mean(row => (more(row) - y - slope * (row.busy - x)) ** 2) * all) / (used.length - 2);
  const sorted = used.map(({ busy }) => busy).sort((a, b) => a - b);
  const at = (share: number) => {
    const busy = sorted[Math.floor(share * (sorted.length - 1))] as number;
    return { busy, more: y + slope * (busy - x) };
  };
  const [quiet, busy] = [at(0.1), at(0.9)];
  const isSure = Math.abs(slope) > SURE * Math.sqrt(scatter / spread);
  return isSure && Math.abs(busy.more - quiet.more) > WORTH ? { quiet, busy } : null;
}
