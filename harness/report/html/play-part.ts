import { type Content, html, type Markup, NOTHING } from './markup.ts';
import type { CarriedDrill, ControlPlan } from './play-plan.ts';

/** What a report has of the drill itself; a text: why it has nothing, as a sentence; null: nobody would expect it. */
export type PlayOffer = CarriedDrill | string | null;

/** The name of the part; contents link to it. */
export const PLAY_PART = 'Run it again';

/** The plan and the texts, if there are any. */
export function carriedIn(offer: PlayOffer): CarriedDrill | null {
  return typeof offer === 'string' ? null : offer;
}

/** In a list of a page's parts: the first, if there is one. */
export function playParts(offer: PlayOffer): readonly string[] {
  return offer === null ? [] : [PLAY_PART];
}

/** Where the drill is done again with other values; the page's script brings it to life. */
export function playPart(offer: PlayOffer): Markup {
  if (offer === null) return NOTHING;
  const heading = html`<h2 id="run-it-again">${PLAY_PART}</h2>`;
  if (typeof offer === 'string') {
    return html`<section aria-labelledby="run-it-again">${heading}
<p>${offer}</p>
</section>
`;
  }
  const { controls, charts } = offer.plan;
  return html`<section class="play" aria-labelledby="run-it-again">${heading}
<p>This page carries the drill itself. Change a value and it runs here, on a virtual clock, under the same arrivals and the same users: what comes out is what the command line gives. Nothing is sent anywhere.</p>
<p class="note without-script">It is done by JavaScript, which does not run here.</p>
<form id="play" hidden>
<div class="controls">
${controls.map(control)}</div>
<div class="play-actions">
<button type="submit" id="play-run">Run</button>
<button type="button" id="play-stop" hidden>Stop</button>
<button type="reset" id="play-reset">As recorded</button>
<progress id="play-progress" aria-label="Seconds of the drill that are over" value="0" max="1" hidden></progress>
<span id="play-status" role="status"></span>
</div>
</form>
<div id="play-result" hidden>
<h3 id="play-verdict" tabindex="-1"></h3>
<div class="banner" id="play-banner"><p class="lead" id="play-lead"></p><ul class="reasons" id="play-reasons"></ul></div>
<div class="table" id="play-table"></div>
<p>The same from the command line: <code id="play-command"></code></p>
<p class="note">SHA-256 of its run.json: <code id="play-hash"></code><span id="play-same"></span></p>
<p class="note">Phases and numbers of operations are those of the drill that was run here.</p>
<button type="button" id="play-save">Save this run.json</button>
<button type="button" id="play-whole" hidden>Show the whole drill</button>
<div class="charts">
${charts.map(
  ({ id, title }) => html`<figure class="chart"><h4 id="title-${id}">${title}</h4>
<p id="play-summary-${id}"></p>
<div class="plot" id="plot-${id}"></div>
</figure>
`,
)}</div>
</div>
</section>
`;
}

function control({ id, label, kind, values, recorded, baseline }: ControlPlan): Content {
  const text = values[recorded]?.text ?? '';
  const note = `recorded: ${text}${baseline === null ? '' : `; baseline: ${baseline}`}`;
  const field =
    kind === 'choice'
      ? html`<select id="play-${id}" aria-describedby="play-note-${id}">${values.map(
          (value, i) =>
            html`<option value="${String(i)}"${i === recorded ? html` selected` : ''}>${value.text}</option>`,
        )}</select>`
      : html`<input type="range" id="play-${id}" min="0" max="${String(values.length - 1)}" step="1" value="${String(recorded)}" aria-valuetext="${text}" aria-describedby="play-note-${id}">`;
  return html`<div class="control"><label for="play-${id}">${label}</label> <output id="play-value-${id}" for="play-${id}">${kind === 'choice' ? '' : text}</output>
${field}
<span class="note" id="play-note-${id}">${note}</span></div>
`;
}
