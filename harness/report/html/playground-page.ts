import type { RunRecord } from '../../record/run-record.ts';
import { headWord } from '../head-word.ts';
import { leadingReasons } from '../leading-reasons.ts';
import { htmlDocument } from './document.ts';
import { html } from './markup.ts';
import { noCharts } from './no-charts.ts';
import type { PageAssets } from './page-assets.ts';
import { carriedIn, type PlayOffer, playPart } from './play-part.ts';
import { banner, headline } from './verdict-part.ts';

/** A page of one drill that is there to be tried with other values: what came of it as it is, and the sliders. */
export function renderPlayground(record: RunRecord, assets: PageAssets, play: PlayOffer): string {
  const verdict = headWord(record);
  const { script, cacheSettings, reasons } = record;
  const body = html`<header>
<p class="eyebrow">Headroom playground</p>
${headline(verdict, `${script.name} with ${cacheSettings.name}`)}
${banner(verdict, leadingReasons(reasons).leading)}
</header>
${playPart(play)}`;
  return htmlDocument(
    {
      ...{ title: `Headroom playground: ${script.name}`, verdict, body },
      data: { series: record.series, ...shown(record) },
      plan: noCharts(''),
      play: carriedIn(play),
    },
    assets,
  );
}

/** What the page reads of the recorded drill beside its series. */
function shown({ verdict, reasons, timeouts, objectives }: RunRecord) {
  return { verdict, reasons, timeouts, objectives };
}
