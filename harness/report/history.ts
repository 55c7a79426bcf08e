import type { CapacityRecord } from '../record/capacity-record.ts';
import type { RunRecord } from '../record/run-record.ts';
import { count, rate, ratio, share } from '../verdict/figures.ts';
import { heads, table, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';

/** One record of a run or a capacity, as the history shows it. */
export interface HistoryEntry {
  /** When it was recorded, ISO 8601, UTC. */
  readonly at: string;
  readonly kind: 'run' | 'capacity';
  readonly script: string;
  readonly topology: string;
  readonly settings: string;
  /** Of the settings: they are the same whatever their name. */
  readonly fingerprint: string;
  readonly clock: 'live' | 'virtual';
  readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'measured';
  /** Capacity ÷ peak, as measured; null: it was not. */
  readonly headroom: number | null;
  /** Requests per second; null for runs. */
  readonly capacityPerSecond: number | null;
  /** Second of the first sustained timeouts; null: none. */
  readonly onsetS: number | null;
}

/** @param at when it was recorded: a virtual drill's own time is always the same morning */
export function runEntry(run: RunRecord, at: string): HistoryEntry {
  return {
    ...{ at, kind: 'run', script: run.script.name, topology: run.topology.name },
    ...{ settings: run.cacheSettings.name, fingerprint: run.cacheSettings.fingerprint, clock: run.clock },
    verdict: run.verdict,
    headroom: run.objectives.find(({ name }) => name === 'headroom')?.value ?? null,
    ...{ capacityPerSecond: null, onsetS: run.timeouts.onsetS },
  };
}

export function capacityEntry(capacity: CapacityRecord, at: string): HistoryEntry {
  const { script, topology, cacheSettings, clock, verdict, headroom, capacityPerSecond } = capacity;
  return {
    ...{ at, kind: 'capacity', script: script.name, topology: topology.name },
    ...{ settings: cacheSettings.name, fingerprint: cacheSettings.fingerprint, clock },
    ...{ verdict, headroom, capacityPerSecond, onsetS: null },
  };
}

/** In the order of time. */
export function inOrder(entries: readonly HistoryEntry[]): HistoryEntry[] {
  return [...entries].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** More lines are for `--json`. */
const MOST_LINES = 30;

/** The history on a terminal, in 80 columns: the latest records of each script, and headroom over time by settings. */
export function historyText(entries: readonly HistoryEntry[], paint: Paint = plain): string {
  if (entries.length === 0) return 'No records of runs or capacities were found.\n';
  const ordered = inOrder(entries);
  const titles = [...new Set(ordered.map(titleOf))];
  const parts = titles.flatMap(title => {
    const own = ordered.filter(entry => titleOf(entry) === title);
    const rows = own
      .slice(-MOST_LINES)
      .map(entry => [
        { text: entry.at.slice(0, 16).replace('T', ' ') },
        { text: `${entry.settings} ${entry.fingerprint.slice(0, 8)}` },
        { text: entry.verdict, show: (text: string) => paint(TONES[entry.verdict], text) },
        { text: entry.headroom === null ? '–' : ratio(entry.headroom), right: true },
        { text: remark(entry) },
      ]);
    const more = own.length - rows.length;
    return [
      paint('heading', title),
      ...(more === 0 ? [] : [`  … ${count(more)} older ones`]),
      ...table([heads(['time, UTC', 'settings', 'verdict', '>headroom', ''], paint), ...rows]),
      '',
    ];
  });
  return `${[...parts, ...headroomPart(ordered, paint), ...driftPart(ordered, paint)].join('\n').trimEnd()}\n`;
}

/** What is the same of records that can be held against each other. */
export function titleOf({ script, topology, clock }: HistoryEntry): string {
  return `${script} on ${topology}, ${clock}`;
}

const TONES = { pass: 'good', fail: 'bad', inconclusive: 'doubtful', measured: 'heading' } as const;

/** What a record says beside its verdict: its capacity, or when timeouts began. */
export function remark({ capacityPerSecond, onsetS }: HistoryEntry): string {
  if (capacityPerSecond !== null) return rate(capacityPerSecond);
  return onsetS === null ? '' : `504s: ${onsetS} s on`;
}

/** A line for each settings that have measured headroom, the latest changed last. */
function headroomPart(ordered: readonly HistoryEntry[], paint: Paint): string[] {
  const bySettings = new Map<string, { name: string; values: number[] }>();
  for (const { fingerprint, settings, headroom } of ordered) {
    if (headroom === null) continue;
    const line = bySettings.get(fingerprint) ?? { name: settings, values: [] };
    bySettings.delete(fingerprint);
    // Settings are known by their latest name.
    bySettings.set(fingerprint, { name: settings, values: [...line.values, headroom] });
  }
  if (bySettings.size === 0) return [];
  const rows = [...bySettings].map(([fingerprint, { name, values }]) => [
    { text: `${name} ${fingerprint.slice(0, 8)}` },
    { text: sparkline(values) },
    { text: values.slice(-6).map(ratio).join(' → ') },
  ]);
  return [paint('heading', 'Headroom over time, by settings'), ...table(rows)];
}

/** Headroom that was lost since the first record, from this share on, is drift. */
const DRIFT = 0.05;

/** What many small steps have come to, by the names of settings: each passed beside the one before it. @param ordered by time */
export function driftSentences(ordered: readonly HistoryEntry[]): string[] {
  const bySettings = new Map<string, { at: string; headroom: number }[]>();
  for (const entry of ordered) {
    const { settings, headroom, at } = entry;
    if (headroom === null) continue;
    const name = `${settings}, ${titleOf(entry)}`;
    bySettings.set(name, [...(bySettings.get(name) ?? []), { at, headroom }]);
  }
  return [...bySettings].flatMap(([name, values]) => {
    const [first, last] = [values[0], values.at(-1)] as [(typeof values)[number], (typeof values)[number]];
    const lost = 1 - last.headroom / first.headroom;
    if (values.length < 3 || lost < DRIFT) return [];
    const steps = values.slice(1).map(({ headroom }, i) => 1 - headroom / (values[i]?.headroom as number));
    return [
      `Headroom of ${name} went from ${ratio(first.headroom)} on ${first.at.slice(0, 10)} to ${ratio(last.headroom)}: ${share(lost)} less in ` +
        `${count(steps.length)} steps, of which the largest lost ${share(Math.max(...steps))}. Compare with --against the settings of then.`,
    ];
  });
}

function driftPart(ordered: readonly HistoryEntry[], paint: Paint): string[] {
  const warnings = driftSentences(ordered).flatMap(text => wrap(text, '  • ', '    '));
  return warnings.length === 0 ? [] : ['', paint('doubtful', 'Drift'), ...warnings];
}

const BARS = '▁▂▃▄▅▆▇█';

/** From zero to the highest, so that a small change looks small. */
function sparkline(values: readonly number[]): string {
  const most = Math.max(...values);
  return values
    .slice(-20)
    .map(value => (most === 0 ? BARS[0] : BARS[Math.round((value / most) * (BARS.length - 1))]))
    .join('');
}
