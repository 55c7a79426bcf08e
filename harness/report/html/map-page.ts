import type { MapRecord } from '../../record/map-record.ts';
import { seconds } from '../../verdict/figures.ts';
import { howText, mapSentences, mapTitle } from '../map-text.ts';
import { contents } from './contents.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { fileNameOf } from './file-name.ts';
import { mapPicture } from './map-picture.ts';
import { embeddedJson, html } from './markup.ts';
import { noCharts } from './no-charts.ts';
import type { PageAssets } from './page-assets.ts';
import { scaledRate } from './scaled.ts';
import { facts } from './table.ts';

/** The report of a map: what becomes of service against two axes. */
export function renderMapHtml(map: MapRecord, assets: PageAssets): string {
  const { script, topology, cacheSettings, seed, axes } = map;
  const fileName = fileNameOf(`${script.name}-${axes.map(({ path }) => path).join('-')}`, 'map');
  const title = mapTitle(map);
  const [lead, ...more] = mapSentences(map);
  const body = html`<header>
<p class="eyebrow">Headroom map report</p>
<h1>${title}</h1>
<div class="banner"><p class="lead">${lead as string}</p>${more.map(sentence => html`<p>${sentence}</p>`)}</div>
<p class="muted">${howText(map)}</p>
</header>
${contents(['Map', 'Setup', 'Raw data'])}
<section aria-labelledby="map"><h2 id="map">Map</h2>
${mapPicture(map)}
</section>
<section aria-labelledby="setup"><h2 id="setup">What was run</h2>
${facts([
  ['script', html`${script.name} <code>${script.fingerprint}</code>`],
  ['topology', html`${topology.name} <code>${topology.fingerprint}</code>, but for what the axes vary`],
  ['cache settings', html`${cacheSettings.name} <code>${cacheSettings.fingerprint}</code>, but for what the axes vary`],
  ...axes.map(({ path, values, own }, i): [string, string] => [
    i === 0 ? 'columns' : 'rows',
    `${path}, ${values.length} values from ${values[0]} to ${values.at(-1)}${own === null ? '' : `; ${own.value} as it is`}`,
  ]),
  ['seed', String(seed)],
  ['begun', `${map.startedAt.slice(0, 19).replace('T', ' ')} UTC`],
  ['timeout of the proxy', seconds(topology.timeoutMs / 1000)],
  ['regional peak', scaledRate(topology.peakPerSecond, topology.scale)],
])}
</section>
${dataPart('the map', 'It has every cell, and which of them were drilled.', fileName, Buffer.byteLength(embeddedJson(map).text), [])}
`;
  return htmlDocument({ title, verdict: null, body, data: map, plan: noCharts(fileName, topology.scale) }, assets);
}
