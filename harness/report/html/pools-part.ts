import type { ArmRecord } from '../../record/compare-record.ts';
import { count, share } from '../../verdict/figures.ts';
import { serversSentence } from '../servers-sentence.ts';
import { tierSentence } from '../tier-sentence.ts';
import { type Content, html, type Markup } from './markup.ts';
import { scaledCount } from './scaled.ts';
import { table } from './table.ts';

/** What stands where there is no number. */
const NONE = '–';

/** The pools side by side: what they are, and what was asked of them. */
export function poolsTable({ pools, topology, target }: ArmRecord): Markup {
  // What nobody has told, or measured.
  const measuredByOthers = target !== undefined;
  const none = measuredByOthers ? 'not measured' : NONE;
  const names = Object.keys(pools);
  const { scale } = topology;
  const row = (name: string, cell: (pool: string) => Content) => ({ cells: [name, ...names.map(cell)] });
  const figureOf = (
    name: string,
    of: (pool: ArmRecord['pools'][string]) => number | null | undefined,
    text: (value: number) => string,
  ) =>
    row(name, pool => {
      const figures = pools[pool];
      const value = figures === undefined ? null : of(figures);
      return value === null || value === undefined ? none : text(value);
    });
  const figure = (
    name: string,
    key: Exclude<keyof ArmRecord['pools'][string], 'entries' | 'connections' | 'instances'>,
    text: (value: number) => string,
  ) => figureOf(name, pool => pool[key], text);
  const kinds = [...new Set(Object.values(pools).flatMap(({ entries = {} }) => Object.keys(entries)))];
  const scaled = Object.values(pools).some(({ instances }) => instances !== undefined);
  const connected = Object.values(pools).some(({ connections }) => connections !== undefined);
  const throttled = Object.values(pools).some(({ peakThrottled }) => peakThrottled !== undefined);
  const config = (name: string, text: (pool: ArmRecord['topology']['pools'][string]) => Content) =>
    row(name, pool => {
      const found = topology.pools[pool];
      return found === undefined ? NONE : text(found);
    });
  return table(
    'What the pools are, and what was asked of them',
    [{ title: '' }, ...names.map(title => ({ title }))],
    [
      ...(measuredByOthers
        ? []
        : [
            config('instances', ({ instances }) => scaledCount(instances ?? 0, scale)),
            config('cores an instance', ({ cores }) => count(cores ?? 0)),
            config('memory an instance', ({ memoryBytes }) => `${count((memoryBytes ?? 0) / 1_048_576)} MiB`),
            config('queue an instance', ({ queue }) => (queue === null ? 'any length' : count(queue))),
          ]),
      figure('peak CPU', 'peakCpu', share),
      figure('hold CPU', 'holdCpu', share),
      ...(throttled ? [figure('CPU quota used up, worst second', 'peakThrottled', share)] : []),
      figure('peak memory', 'peakMemory', share),
      figure('longest queue', 'peakQueue', count),
      figure('waiting, all instances', 'peakQueued', count),
      figure('refused, queue full', 'queueFull', count),
      figure('hit ratio, whole drill', 'hitRatio', share),
      ...(scaled
        ? [
            figureOf('fewest instances', ({ instances }) => instances?.fewest, count),
            figureOf('most instances', ({ instances }) => instances?.most, count),
          ]
        : []),
      ...(connected
        ? [
            figureOf('connections in use at one instance', ({ connections }) => connections?.peak, share),
            figureOf('calls that waited for one in vain', ({ connections }) => connections?.refused, count),
          ]
        : []),
      ...kinds.map(kind =>
        figureOf(`hit ratio of ${kind}, whole drill`, ({ entries }) => entries?.[kind]?.hitRatio, share),
      ),
      ...kinds
        .filter(kind => Object.values(pools).some(({ entries }) => (entries?.[kind]?.stale ?? 0) > 0))
        .map(kind => figureOf(`stale answers of ${kind}`, ({ entries }) => entries?.[kind]?.stale, count)),
      figure('cache fills/s', 'cacheFillPerSecond', value => scaledCount(value, scale)),
      figure('restarts', 'restarts', count),
    ],
  );
}

export function serversNote({ proxyServers }: ArmRecord): Markup {
  return proxyServers === undefined ? html`` : html`<p>${serversSentence(proxyServers)}</p>`;
}

export function tierNote({ cacheTier }: ArmRecord): Markup {
  return cacheTier === undefined ? html`` : html`<p>${tierSentence(cacheTier)}</p>`;
}

export function directoryNote({ directory, target }: ArmRecord): Markup {
  const { peakConcurrency, reads } = directory;
  if (peakConcurrency === null) return html``;
  const total = reads === null ? '' : `, ${count(reads)} reads`;
  return html`<p>${target === undefined ? 'Directory' : 'Store'}: ${count(peakConcurrency)} slots in use at most${total}.</p>`;
}
