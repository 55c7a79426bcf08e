import type { RawSeries } from './counter.ts';

/** A series that is missing for longer than so many scrapes is absent. */
const ABSENT = 2.5;

/**
 * A counter with labels is not there until it first counts: after a restart a rare one comes back much later than its process, and was at zero meanwhile.
 * These zeros are put where they were, so that it is no gap in which nobody can tell. Only where the same target began again while the series was
 * away, and was scraped: what else is missing stays so.
 */
export function withZeros(all: readonly RawSeries[], everyMs: number): RawSeries[] {
  const targets = Map.groupBy(all, ({ labels: { job, instance } }) => `${job}\n${instance}`);
  return [...targets.values()].flatMap(own => {
    const target = own[0]?.labels.instance === undefined ? null : scrapesOf(own, everyMs);
    return own.map(series => (target === null ? series : completed(series, target, everyMs)));
  });
}

interface Scrapes {
  /** Of any of the target's series, in order. */
  readonly atMs: readonly number[];
  /** Scrapes before which one of them began again. */
  readonly restartedMs: readonly number[];
}

function scrapesOf(own: readonly RawSeries[], everyMs: number): Scrapes {
  const at = new Set<number>();
  const restarted = new Set<number>();
  for (const { atMs, values } of own) {
    for (const [i, moment] of atMs.entries()) {
      at.add(moment);
      const before = atMs[i - 1];
      if (before === undefined || moment - before > ABSENT * everyMs) continue;
      if ((values[i] as number) < (values[i - 1] as number)) restarted.add(moment);
    }
  }
  const inOrder = (moments: Set<number>): number[] => [...moments].sort((a, b) => a - b);
  return { atMs: inOrder(at), restartedMs: inOrder(restarted) };
}

function completed(series: RawSeries, { atMs: scraped, restartedMs }: Scrapes, everyMs: number): RawSeries {
  const atMs: number[] = [];
  const values: number[] = [];
  let next = 0;
  for (const [i, moment] of series.atMs.entries()) {
    const before = series.atMs[i - 1];
    const value = series.values[i] as number;
    if (before !== undefined && moment - before > ABSENT * everyMs) {
      const fell = value < (series.values[i - 1] as number);
      if (fell || restartedMs.some(each => each > before && each <= moment)) {
        while (next < scraped.length && (scraped[next] as number) <= before) next++;
        for (; next < scraped.length && (scraped[next] as number) < moment; next++) {
          atMs.push(scraped[next] as number);
          values.push(0);
        }
      }
    }
    atMs.push(moment);
    values.push(value);
  }
  return atMs.length === series.atMs.length ? series : { ...series, atMs, values };
}
