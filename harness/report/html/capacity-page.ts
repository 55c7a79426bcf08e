import type { CapacityRecord } from '../../record/capacity-record.ts';
import { count, rate, ratio, seconds } from '../../verdict/figures.ts';
import { capacityTitle, intervalText, limitText } from '../capacity-text.ts';
import { headWord } from '../head-word.ts';
import { fileNameOf } from './file-name.ts';
import type { Markup } from './markup.ts';
import type { PageAssets } from './page-assets.ts';
import { probesChart } from './probes-chart.ts';
import { probesTable } from './probes-table.ts';
import { recordPage } from './record-page.ts';
import { drillFacts } from './setup-part.ts';
import { facts } from './table.ts';
import type { Tile } from './verdict-part.ts';

/** The report of a capacity: the loads that were tried, and where the peak lies among them. */
export function renderCapacityHtml(record: CapacityRecord, assets: PageAssets): string {
  const { pool, script, cacheSettings, holdS, seeds, probes } = record;
  return recordPage(
    {
      eyebrow: 'Headroom capacity report',
      verdict: headWord(record),
      heading: `Capacity of ${pool} with ${cacheSettings.name}`,
      reasons: record.reasons,
      picture: capacityChart(record),
      tiles: capacityTiles(record),
      note: `${capacityTitle(record)}.`,
      sections: [
        [
          'Loads',
          probesTable(`${count(probes.length)} loads`, probes, ['load', ({ ratePerSecond }) => ratePerSecond, rate]),
        ],
        [
          'Setup',
          facts([
            ...drillFacts(
              record,
              seeds.map(({ seed }) => seed),
            ),
            ['each load was held for', seconds(holdS)],
          ]),
        ],
      ],
      data: {
        value: record,
        fileName: fileNameOf(`${script.name}-${cacheSettings.name}`, 'capacity'),
        what: 'the capacity',
        whole: 'It is all that was measured.',
      },
    },
    assets,
  );
}

function capacityTiles(record: CapacityRecord): Tile[] {
  const { capacityPerSecond, headroom, headroomLimit, topology, peak, limitedBy } = record;
  const { scale } = topology;
  const atScale = (perSecond: number): string =>
    scale === 1 ? 'as planned' : `${rate(perSecond * scale)} at real scale`;
  return [
    {
      ...{ name: 'Capacity', value: capacityPerSecond === null ? 'none' : rate(capacityPerSecond) },
      note: `${capacityPerSecond === null ? 'not even the lowest load held' : atScale(capacityPerSecond)}${intervalText(record)}`,
    },
    { name: 'Regional peak', value: rate(peak), note: atScale(peak) },
    {
      ...{ name: 'Headroom', value: headroom === null ? '–' : ratio(headroom) },
      note: headroomLimit === null ? 'none is asked for' : `${ratio(headroomLimit)} asked for`,
    },
    { name: 'Limited by', value: limitText(limitedBy), note: 'what was full first beyond the capacity' },
  ];
}

function capacityChart({ probes, pool, peak, headroomLimit, capacityPerSecond }: CapacityRecord): Markup {
  const asked = headroomLimit === null || headroomLimit === 1 ? [] : [[headroomLimit * peak, 'asked for'] as const];
  const found = capacityPerSecond === null ? [] : [[capacityPerSecond, 'capacity'] as const];
  return probesChart({
    probes: probes.filter(({ kind }) => kind === 'hold'),
    of: ({ ratePerSecond }) => ratePerSecond,
    title: 'Loads, and the response time at each',
    summary: `Loads that ${pool} held and did not`,
    axis: 'load that was held',
    text: rate,
    rules: [[peak, 'regional peak'], ...asked, ...found],
  });
}
