import type { HeadWord } from '../head-word.ts';
import { leadingReasons } from '../leading-reasons.ts';
import type { PagePlan } from './chart-plan.ts';
import { contents } from './contents.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { type Content, embeddedJson, html, type Markup, NOTHING } from './markup.ts';
import { noCharts } from './no-charts.ts';
import type { PageAssets } from './page-assets.ts';
import { banner, headline, otherReasons, type Tile, tiles } from './verdict-part.ts';

/** What a page of one record is made of, from top to bottom. */
export interface RecordPage {
  /** What kind of report it is: `Headroom capacity report`. */
  readonly eyebrow: string;
  /** Null: it judges nothing. */
  readonly verdict: HeadWord | null;
  readonly heading: string;
  /** Of the browser's tab, without the verdict; the heading, if it is not said. */
  readonly title?: string;
  /** What was found, the most important first. */
  readonly reasons: readonly string[];
  /** The chart that shows it. */
  readonly picture: Markup;
  readonly tiles?: readonly Tile[];
  /** What was run, in a sentence. */
  readonly note: string;
  /** Names and what stands under them; raw data is put after them. */
  readonly sections: readonly (readonly [name: string, body: Content])[];
  readonly data: {
    /** What the page carries, and the name of its download. */
    readonly value: unknown;
    readonly fileName: string;
    /** `the capacity` */
    readonly what: string;
    /** What it is, as a sentence. */
    readonly whole: string;
  };
  /** Charts that the page's script draws; none, if it is not said. */
  readonly plan?: PagePlan;
}

/** The page: verdict, picture and figures above the fold, what they rest on under it. */
export function recordPage(
  { eyebrow, verdict, heading, title, reasons, picture, tiles: list = [], note, sections, data, plan }: RecordPage,
  assets: PageAssets,
): string {
  const { value, fileName, what, whole } = data;
  const body = html`<header>
<p class="eyebrow">${eyebrow}</p>
${verdict === null ? html`<h1>${heading}</h1>` : headline(verdict, heading)}
${banner(verdict, leadingReasons(reasons).leading)}
</header>
${picture}
${list.length > 0 && tiles(list)}
<p class="muted">${note}</p>
${otherReasons(reasons)}${contents([...sections.map(([name]) => name), 'Raw data'])}
${sections.map(([name, part]) => section(name, part))}${dataPart(what, whole, fileName, Buffer.byteLength(embeddedJson(value).text), [])}
`;
  const word = verdict === null ? '' : `${verdict.toUpperCase()} `;
  return htmlDocument(
    { title: `${word}${title ?? heading}`, verdict, body, data: value, plan: plan ?? noCharts(fileName) },
    assets,
  );
}

/** A part of a page, to which the contents link. */
function section(name: string, part: Content): Markup {
  const id = name.toLowerCase().replaceAll(' ', '-');
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${name}</h2>
${part}
</section>
`;
}

/** Charts side by side where there is room. */
export function sideBySide(figures: readonly Markup[]): Markup {
  return figures.length === 0
    ? NOTHING
    : html`<div class="charts">
${figures}</div>
`;
}
