/** The terminal's report of how many instances a pool needs, in 80 columns. */

import type { InstancesRecord } from '../record/instances-record.ts';
import { ms, rate, seconds, share } from '../verdict/figures.ts';
import { limitName } from '../verdict/limiting-resource.ts';
import { headWord } from './head-word.ts';
import { heads, table, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

/** `--quiet`: the verdict and what it rests on. */
export function instancesLine(record: InstancesRecord): string {
  return `${headWord(record).toUpperCase()} ${record.reasons[0] ?? ''}`.trimEnd();
}

/** What was looked for, in a few words. */
export function instancesTitle({ pool, cacheSettings, topology, script, clock, seed }: InstancesRecord): string {
  return `Instances of ${pool} on ${topology.name} with ${cacheSettings.name}, users of ${script.name} (${clock}, seed ${seed})`;
}

export function instancesText(record: InstancesRecord, paint: Paint = plain, order?: Order): string {
  const { reasons, probes, cacheSettings, topology, script, clock, seed, holdS, limitedBy } = record;
  const rows = [...probes]
    .sort((a, b) => (a.instances ?? 0) - (b.instances ?? 0))
    .map(({ instances, outcome, p99Ms, cpu, peakMemory, broken }) => [
      { text: String(instances), right: true },
      {
        text: outcome === 'held' ? 'enough' : outcome === 'broke' ? 'too few' : 'unclear',
        show: (text: string) => paint(outcome === 'held' ? 'good' : outcome === 'broke' ? 'bad' : 'doubtful', text),
      },
      { text: p99Ms === null ? '–' : ms(p99Ms), right: true },
      { text: cpu === null ? '–' : share(cpu), right: true },
      { text: peakMemory === null ? '–' : share(peakMemory), right: true },
      { text: broken.join(', ') },
    ]);
  const note =
    `${cacheSettings.name} on ${topology.name}, users of ${script.name}, ${rate(record.ratePerSecond)} held for ${seconds(holdS)} ` +
    `(${clock}, seed ${seed}).${limitedBy === null ? '' : ` With one fewer the limit is ${limitName(limitedBy)}.`}`;
  const parts = [
    table([heads(['>instances', '', '>p99', '>CPU', '>memory', 'broke'], paint), ...rows]),
    wrap(note, '  ', '  '),
  ];
  return textPage(verdictLines(headWord(record), reasons.join(' '), [], paint), parts, order);
}
