import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { HeadWord } from '../head-word.ts';
import type { PagePlan } from './chart-plan.ts';
import { type Content, embeddedJson, html, Markup } from './markup.ts';
import type { PageAssets } from './page-assets.ts';
import type { CarriedDrill } from './play-plan.ts';
import { SIGNS } from './verdict-word.ts';

export interface DocumentParts {
  readonly title: string;
  /** Null: it judges nothing. */
  readonly verdict: HeadWord | null;
  readonly body: Content;
  /** What the charts draw from and the download saves. */
  readonly data: unknown;
  readonly plan: PagePlan;
  /** What it takes to do the drill again in the page; null: it cannot. */
  readonly play?: CarriedDrill | null;
}

/**
 * One file that needs no other: styles, script and data are in it, and its content policy lets nothing in or out. Script and
 * style are named by their hashes, so that nothing that slipped into the text could run.
 */
export function htmlDocument(
  { title, verdict, body, data, plan, play = null }: DocumentParts,
  assets: PageAssets,
): string {
  const { script, style } = assets;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    // Made by the script above of what the page carries; it has the same policy.
    ...(play === null ? [] : ['worker-src blob:']),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Headroom">
<title>${title}</title>
<link rel="icon" href="${verdict === null ? 'data:,' : icon(verdict)}">
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<main id="content" tabindex="-1">
${body}
</main>
${play === null ? html`<script type="application/json" id="data">${embeddedJson(data)}</script>` : packed('data', data)}
<script type="application/json" id="plan">${embeddedJson(plan)}</script>
${play === null ? null : carried(play)}<script>${new Markup(script)}</script>
</body>
</html>
`;
  return text;
}

/** JSON where an engine leaves less room: raw deflate, in base64. */
function packed(id: string, value: unknown): Markup {
  const text = deflateRawSync(JSON.stringify(value), { level: 9 }).toString('base64');
  return html`<script type="text/plain" id="${id}" data-packed>${base64Only(text)}</script>`;
}

/** Texts that no browser runs where they stand: base64. */
function carried({ plan, engine, drill }: CarriedDrill): Markup {
  return html`${packed('play-plan', plan)}
<script type="text/plain" id="play-engine">${base64Only(engine)}</script>
<script type="text/plain" id="play-drill">${base64Only(drill)}</script>
`;
}

/** @throws Error for anything else: our own bug */
function base64Only(text: string): Markup {
  if (!/^[\w+/=]*$/.test(text)) throw new Error('what a report carries is base64');
  return new Markup(text);
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const COLOURS: Readonly<Record<HeadWord, string>> = {
  pass: '17632f',
  safe: '17632f',
  measured: '17632f',
  fail: 'a5201a',
  worse: 'a5201a',
  holds: '17632f',
  off: 'a5201a',
  inconclusive: '734c00',
  interrupted: '734c00',
};

/** The verdict's sign, so that a row of browser tabs can be told apart. */
function icon(verdict: HeadWord): string {
  const colour = COLOURS[verdict];
  const sign = encodeURIComponent(SIGNS[verdict]);
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%23${colour}'/%3E%3Ctext x='8' y='12.5' font-size='12' fill='white' text-anchor='middle'%3E${sign}%3C/text%3E%3C/svg%3E`;
}
