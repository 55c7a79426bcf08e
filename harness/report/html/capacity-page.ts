import type { CapacityRecord } from '../../record/capacity-record.ts';
import { count, ms, rate, ratio, seconds, share } from '../../verdict/figures.ts';
import { capacityTitle, intervalText, limitText } from '../capacity-text.ts';
import { headWord } from '../head-word.ts';
import { capacityChart } from './capacity-chart.ts';
import { contents } from './contents.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { fileNameOf } from './file-name.ts';
import { embeddedJson, html, type Markup } from './markup.ts';
import type { PageAssets } from './page-assets.ts';
import { scaledRate } from './scaled.ts';
import { facts, table } from './table.ts';
import { banner, headline } from './verdict-part.ts';

/** The report of a capacity: the loads that were tried, and where the peak lies among them. */
export function renderCapacityHtml(record: CapacityRecord, assets: PageAssets): string {
  const { pool, script, cacheSettings, topology, capacityPerSecond, headroom, headroomLimit, holdS, seeds } = record;
  const word = headWord(record);
  const fileName = fileNameOf(`${script.name}-${cacheSettings.name}`, 'capacity');
  const title = `Capacity of ${pool} with ${cacheSettings.name}`;
  const body = html`<header>
<p class="eyebrow">Headroom capacity report</p>
${headline(word, title)}
${banner(word, record.reasons)}
</header>
${contents(['Capacity', 'Setup', 'Raw data'])}
<section aria-labelledby="capacity"><h2 id="capacity">Capacity</h2>
${capacityChart(record)}
${facts([
  [
    'capacity',
    capacityPerSecond === null ? 'none' : `${scaledRate(capacityPerSecond, topology.scale)}${intervalText(record)}`,
  ],
  ['regional peak', scaledRate(record.peak, topology.scale)],
  [
    'headroom',
    `${headroom === null ? '–' : ratio(headroom)}${headroomLimit === null ? '' : `, ${ratio(headroomLimit)} asked for`}`,
  ],
  ['limited by', limitText(record.limitedBy)],
])}
${probesTable(record)}
</section>
<section aria-labelledby="setup"><h2 id="setup">What was run</h2>
<p>${capacityTitle(record)}.</p>
${facts([
  ['script', html`${script.name} <code>${script.fingerprint}</code>`],
  ['topology', html`${topology.name} <code>${topology.fingerprint}</code>`],
  ['cache settings', html`${cacheSettings.name} <code>${cacheSettings.fingerprint}</code>`],
  [seeds.length === 1 ? 'seed' : 'seeds', seeds.map(({ seed }) => seed).join(', ')],
  ['each load was held for', seconds(holdS)],
  ['begun', `${record.startedAt.slice(0, 19).replace('T', ' ')} UTC`],
])}
</section>
${dataPart('the capacity', 'It is all that was measured.', fileName, Buffer.byteLength(embeddedJson(record).text), [])}
`;
  const plan = { sources: {}, scale: topology.scale, phases: [], marks: [], charts: [], fileName };
  return htmlDocument({ title: `${word.toUpperCase()} ${title}`, verdict: word, body, data: record, plan }, assets);
}

const OUTCOMES = {
  held: ['✓', 'ok', 'holds', 'recovers'],
  broke: ['✗', 'broken', 'breaks', 'stays down'],
  unclear: ['?', 'unclear', 'unclear', 'unclear'],
} as const;

function probesTable({ probes }: CapacityRecord): Markup {
  const classes = probes[0]?.classes?.map(({ name }) => name) ?? [];
  const ordered = [...probes].sort((a, b) => a.seed - b.seed || a.ratePerSecond - b.ratePerSecond);
  return table(
    `${count(probes.length)} loads`,
    [
      { title: 'load' },
      { title: 'seed', kind: 'number' },
      { title: 'what became of it' },
      { title: 'p99', kind: 'number' },
      { title: 'CPU', kind: 'number' },
      { title: 'memory', kind: 'number' },
      { title: 'hit ratio', kind: 'number' },
      { title: 'broke' },
      ...classes.map(name => ({ title: `${name} answered well`, kind: 'number' as const })),
    ],
    ordered.map(({ kind, seed, ratePerSecond, outcome, broken, p99Ms, cpu, peakMemory, hitRatio, classes: served }) => {
      const [sign, className, held, recovered] = OUTCOMES[outcome];
      const figure = (value: number | null, print: (value: number) => string): string =>
        value === null ? '–' : print(value);
      return {
        cells: [
          rate(ratePerSecond),
          String(seed),
          html`<span class="${className}"><span aria-hidden="true">${sign}</span> ${kind === 'recovery' ? recovered : held}</span>`,
          ...[figure(p99Ms, ms), figure(cpu, share), figure(peakMemory, share), figure(hitRatio, share)],
          kind === 'recovery' ? 'after an overload' : broken.join(', '),
          ...classes.map((_, rank) => figure(served?.[rank]?.good ?? null, share)),
        ],
      };
    }),
  );
}
