import { CATALOGUE } from '../operations/catalogue/catalogue.ts';
import type { RunRecord } from '../record/run-record.ts';
import { rate } from '../verdict/figures.ts';
import type { Annotation } from './grafana.ts';

/** A drill with more operations is told by its first. */
const MOST_OPERATIONS = 200;

const OPERATIONS: ReadonlySet<string> = new Set(CATALOGUE.map(({ event }) => event.name));

/**
 * A live drill as marks over any dashboard: the drill as a region with its verdict, then each operation, and the onset of timeouts. All have the
 * tag `headroom`, what they are (`drill`, `operation`, `onset`), and `script:…`, `topology:…`, `settings:…`.
 * @param zeroAtMs Unix time of t = 0 @param tags further ones, `--tag KEY=VALUE`, as `KEY:VALUE`
 */
export function annotationsOf(
  record: RunRecord,
  zeroAtMs: number,
  tags: Readonly<Record<string, string>>,
): Annotation[] {
  const { script, topology, cacheSettings, verdict, reasons, durationS, timeline, timeouts } = record;
  const named = { ...tags, script: script.name, topology: topology.name, settings: cacheSettings.name };
  const common = Object.entries(named).map(([key, value]) => `${key}:${value}`);
  const at = (seconds: number): number => Math.round(zeroAtMs + seconds * 1000);
  const title = `${verdict.toUpperCase()} ${script.name} with ${cacheSettings.name} on ${topology.name}`;
  const operations = timeline.filter(({ operation }) => OPERATIONS.has(operation)).slice(0, MOST_OPERATIONS);
  const { onsetS, onsetPool, onsetRatePerSecond } = timeouts;
  const load = onsetRatePerSecond === null ? '' : `, at a planned load of ${rate(onsetRatePerSecond)}`;
  const onset = {
    tags: ['headroom', 'onset', ...common],
    text: `Timeouts begin${onsetPool === null ? '' : ` in ${onsetPool}`}${load}`,
  };
  return [
    {
      ...{ time: at(0), timeEnd: at(durationS) },
      tags: ['headroom', 'drill', `verdict:${verdict}`, ...common],
      text: [title, ...reasons.slice(0, 1)].join('\n'),
    },
    ...operations.map(({ atS, operation, target, detail }) => ({
      time: at(atS),
      tags: ['headroom', 'operation', operation, ...common],
      text: [operation, target, detail].filter(word => word !== '').join(' '),
    })),
    ...(onsetS === null ? [] : [{ time: at(onsetS), ...onset }]),
  ];
}
