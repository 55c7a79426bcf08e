import type { InstancesRecord } from '../../record/instances-record.ts';
import { count, rate, ratio, seconds } from '../../verdict/figures.ts';
import { limitName } from '../../verdict/limiting-resource.ts';
import { headWord } from '../head-word.ts';
import { instancesTitle } from '../instances-text.ts';
import { fileNameOf } from './file-name.ts';
import { html, type Markup } from './markup.ts';
import type { PageAssets } from './page-assets.ts';
import { probesChart } from './probes-chart.ts';
import { probesTable } from './probes-table.ts';
import { recordPage } from './record-page.ts';
import { scaledRate } from './scaled.ts';
import { drillFacts } from './setup-part.ts';
import { facts, table } from './table.ts';
import type { Tile } from './verdict-part.ts';

/** The report of a search for instances: how many were tried, and which are enough. */
export function renderInstancesHtml(record: InstancesRecord, assets: PageAssets): string {
  const { pool, script, cacheSettings, holdS, seed, seeds, probes } = record;
  const all = seeds.length === 0 ? [seed] : seeds.map(each => each.seed);
  return recordPage(
    {
      eyebrow: 'Headroom report of instances',
      verdict: headWord(record),
      heading: `Instances of ${pool} with ${cacheSettings.name}`,
      title: instancesTitle(record),
      reasons: record.reasons,
      picture: instancesChart(record),
      tiles: instancesTiles(record),
      note: `${instancesTitle(record)}.`,
      sections: [
        [
          'Tried',
          html`${probesTable(`${count(probes.length)} sites at the same load`, probes, ['instances', instancesOf, count])}
${seeds.length > 1 && seedsTable(record)}`,
        ],
        ['Setup', facts([...drillFacts(record, all), ['the load was held for', seconds(holdS)]])],
      ],
      data: {
        value: record,
        fileName: fileNameOf(`${script.name}-${cacheSettings.name}`, 'instances'),
        what: 'the search',
        whole: 'It is all that was measured.',
      },
    },
    assets,
  );
}

function instancesOf({ instances }: InstancesRecord['probes'][number]): number {
  return instances ?? 0;
}

function instancesTiles({ needed, has, headroom, ratePerSecond, topology, limitedBy }: InstancesRecord): Tile[] {
  const { scale } = topology;
  const atScale = (value: number): string => (scale === 1 ? 'instances' : `${count(value * scale)} at real scale`);
  return [
    {
      ...{ name: 'Needed', value: needed === null ? 'more than were tried' : count(needed) },
      note: needed === null ? 'or the search did not end' : atScale(needed),
    },
    { name: 'The topology has', value: count(has), note: atScale(has) },
    {
      ...{ name: 'Load', value: rate(ratePerSecond) },
      note: `${ratio(headroom)} times the regional peak of ${scaledRate(ratePerSecond / headroom, scale)}`,
    },
    {
      ...{ name: 'With one fewer', value: limitedBy === null ? '–' : limitName(limitedBy) },
      note: limitedBy === null ? 'what would be full is not known' : 'is full first',
    },
  ];
}

function instancesChart({ probes, pool, needed, has }: InstancesRecord): Markup {
  const rules: [number, string][] =
    needed === has
      ? [[has, 'it has, and needs']]
      : [[has, 'it has'], ...(needed === null ? [] : [[needed, 'needed'] as [number, string]])];
  return probesChart({
    ...{ probes, of: instancesOf, whole: true, rules, text: count },
    title: `Instances of ${pool}, and the response time with them`,
    summary: `Numbers of instances with which ${pool} bore the load and did not`,
    axis: `instances of ${pool}`,
  });
}

function seedsTable({ seeds }: InstancesRecord): Markup {
  return table(
    'What each seed needs: the most of them is what is needed',
    [
      { title: 'seed', kind: 'number' },
      { title: 'instances', kind: 'number' },
    ],
    seeds.map(({ seed, needed }) => ({
      cells: [String(seed), needed === null ? 'more than were tried' : count(needed)],
    })),
  );
}
