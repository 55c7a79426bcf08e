import type { ArmRecord, CompareRecord } from '../../record/compare-record.ts';
import { count, ms, rate, share } from '../../verdict/figures.ts';
import { namedObjectives } from '../../verdict/objectives/class-objectives.ts';
import { limitText } from '../../verdict/objectives/limit-text.ts';
import { objectiveTitle, statusText, valueText } from '../objective-text.ts';
import { differenceLines, unknownIn } from '../target-text.ts';
import { armNames } from './arms.ts';
import { type Content, html, type Markup } from './markup.ts';
import { statusCell } from './status-cell.ts';
import { table } from './table.ts';
import type { Tile } from './verdict-part.ts';
import { SIGNS } from './verdict-word.ts';

const NONE = '–';

/** The objectives as each arm met them. */
export function armObjectives(comparison: CompareRecord): Markup {
  const { baseline, candidate } = comparison;
  const [a, b] = armNames(comparison);
  const judged = (objective: ArmRecord['objectives'][number] | undefined): Content =>
    objective === undefined
      ? NONE
      : html`<span class="apart">${objective.value === null ? '' : valueText(objective)}</span> ${statusCell(objective.status)}`;
  const theirs = new Map(namedObjectives(baseline));
  const verdict = ({ verdict }: ArmRecord): Content => html`<strong>${SIGNS[verdict]} ${verdict}</strong>`;
  return html`<section aria-labelledby="objectives"><h2 id="objectives">Objectives</h2>
${table(
  'Objectives in both arms',
  [{ title: 'objective' }, { title: 'limit' }, { title: a }, { title: b }],
  [
    ...namedObjectives(candidate).map(([called, objective]) => ({
      cells: [
        objectiveTitle(objective, called),
        html`<span class="apart">${limitText(objective)}</span>`,
        judged(theirs.get(called)),
        judged(objective),
      ],
    })),
    { cells: ['verdict', '', verdict(baseline), verdict(candidate)] },
  ],
)}
</section>
`;
}

/** In what the settings differ, and how often each such knob did something. */
export function settingsDifference(comparison: CompareRecord): Markup {
  const { baseline, candidate } = comparison;
  const [a, b] = armNames(comparison);
  const [theirs, ours] = [baseline.cacheSettings.values, candidate.cacheSettings.values];
  const knobs = Object.keys(ours).filter(knob => ours[knob] !== theirs[knob]);
  const acted = (times: number | undefined): string =>
    times === undefined ? unknownIn(candidate) : times === 0 ? 'never' : count(times);
  const rows = knobs.map(knob => ({
    cells: [knob, theirs[knob] ?? NONE, ours[knob] ?? NONE, acted(baseline.knobs[knob]), acted(candidate.knobs[knob])],
  }));
  const same = Object.keys(ours).length - knobs.length;
  return html`<section aria-labelledby="settings"><h2 id="settings">Settings</h2>
${
  knobs.length === 0
    ? html`<div>${sameOrFile(comparison)}</div>`
    : table(
        'Knobs that differ',
        [{ title: 'knob' }, { title: a }, { title: b }, { title: `acted with ${a}, times` }, { title: `with ${b}` }],
        rows,
      )
}
${same + knobs.length > 0 && html`<p class="muted">${count(same)} other knobs are the same in both.</p>`}
</section>
`;
}

function sameOrFile({ baseline: { cacheSettings: a }, candidate }: CompareRecord): Content {
  if (a.fingerprint === candidate.cacheSettings.fingerprint) return 'The settings do not differ.';
  return html`Of files that only the target reads: <pre>${differenceLines(candidate).join('\n')}</pre>`;
}

/** Pools and load generator, side by side. */
export function armFigures(comparison: CompareRecord): Markup {
  const none = unknownIn(comparison.candidate);
  const arms = [comparison.baseline, comparison.candidate] as const;
  const [a, b] = armNames(comparison);
  const row = (
    name: string,
    of: (arm: ArmRecord) => number | null,
    text: (value: number) => string,
    missing = none,
  ) => ({
    cells: [name, ...arms.map(of).map(value => (value === null ? missing : text(value)))],
  });
  const pools = Object.keys(comparison.candidate.pools).flatMap(pool => [
    row(`peak CPU of ${pool}`, arm => arm.pools[pool]?.peakCpu ?? null, share),
    row(`hold CPU of ${pool}`, arm => arm.pools[pool]?.holdCpu ?? null, share),
    row(`peak memory of ${pool}`, arm => arm.pools[pool]?.peakMemory ?? null, share),
    row(`longest queue of ${pool}`, arm => arm.pools[pool]?.peakQueue ?? null, count),
    row(`hit ratio of ${pool}`, arm => arm.pools[pool]?.hitRatio ?? null, share),
    row(`restarts of ${pool}`, arm => arm.pools[pool]?.restarts ?? null, count),
  ]);
  const titles = [{ title: '' }, { title: a }, { title: b }];
  return html`<section aria-labelledby="arms"><h2 id="arms">Arms</h2>
<div class="charts">
${table('Pools, over the whole drill', titles, pools)}
${table('Requests, timeouts and load generator', titles, [
  row('requests offered', arm => arm.requests.offered, count),
  row('good', arm => arm.requests.good, count),
  row('errors', arm => arm.requests.errors, count),
  row('timeouts', arm => arm.timeouts.count, count),
  row('timeouts begin, second', arm => arm.timeouts.onsetS, count, NONE),
  row('at a planned load of', arm => arm.timeouts.onsetRatePerSecond, rate, NONE),
  row('response time p50', arm => arm.requests.responseTimeMs.p50, ms),
  row('response time p99', arm => arm.requests.responseTimeMs.p99, ms),
  row('directory slots at most', arm => arm.directory.peakConcurrency, count),
  row('iterations dropped', arm => arm.generator.droppedIterations, count),
  row('lag p99 of the generator', arm => arm.generator.lagMs.p99, ms),
])}
</div>
</section>
`;
}

/** The figures that decide, from the baseline's to the candidate's. */
export function armTiles(comparison: CompareRecord): Tile[] {
  const { baseline, candidate } = comparison;
  const [a, b] = armNames(comparison);
  const pool = candidate.hold?.pool ?? null;
  const both = (name: string, of: (arm: ArmRecord) => string) => ({
    name,
    value: `${of(baseline)} → ${of(candidate)}`,
    note: `${a} → ${b}`,
  });
  const shareOf = (value: number | null | undefined): string => (value == null ? unknownIn(candidate) : share(value));
  const p99 = (arm: ArmRecord): string => {
    const found = arm.objectives.find(({ name }) => name === 'p99');
    return found === undefined ? NONE : found.value === null ? statusText(found.status) : valueText(found);
  };
  return [
    both('Verdict of each arm', ({ verdict }) => `${SIGNS[verdict]} ${verdict}`),
    both('Timeouts', ({ timeouts }) => shareOf(timeouts.share)),
    both('Timeouts begin', ({ timeouts }) => (timeouts.onsetS === null ? NONE : `second ${timeouts.onsetS}`)),
    ...(pool === null ? [] : [both(`Hold CPU of ${pool}`, arm => shareOf(arm.pools[pool]?.holdCpu))]),
    both('Worst p99', p99),
    ...(pool === null ? [] : [both(`Hit ratio of ${pool}, whole drill`, arm => shareOf(arm.pools[pool]?.hitRatio))]),
  ];
}
