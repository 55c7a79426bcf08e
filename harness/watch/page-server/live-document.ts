import { createHash } from 'node:crypto';
import { html, type Markup } from '../../report/html/markup.ts';
import type { PageAssets } from '../../report/html/page-assets.ts';
import type { LiveState } from './live-state.ts';

/**
 * What the page may do: run and look as we made it, hear from us, and give commands to the control server. The report that it
 * opens at the end is a document of its own making and has this policy too, so its script and styles are let in by their hashes.
 */
export function livePolicy(report: PageAssets, controlUrl: string | null): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${hashOf(report.script)}`,
    `style-src 'self' ${hashOf(report.style)}`,
    `connect-src 'self'${controlUrl === null ? '' : ` ${controlUrl}`}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The page before anything is known: places for what its script fills in. */
export function liveDocument(kind: LiveState['kind'], title: string, build: string): string {
  const { text } = html`<!doctype html>
<html lang="en" data-build="${build}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/live.css">
<script src="/live.js" defer></script>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<main id="content" tabindex="-1">
<header>
<p class="eyebrow">Headroom, ${kind === 'site' ? 'a site that is kept up' : 'live'} · <span id="connection">connecting …</span></p>
<h1 id="title">${title}</h1>
<div id="end" class="banner" hidden></div>
<nav id="drills" aria-label="Drills" hidden></nav>
<div id="verdict" hidden></div>
<p id="announcement" class="muted"></p>
</header>
<noscript><p class="banner">This page is drawn by JavaScript, which is off.</p></noscript>
<div id="spoken" class="spoken" role="status"></div>
${nowPart(kind)}
${kind !== 'drills' && operatePart(kind)}
<section aria-labelledby="charts"><h2 id="charts">${kind === 'drills' ? 'Timeline' : 'The last minutes'}</h2>
<p class="muted">Shaded bands are phases, hatched where users were on the move or something was degraded; numbered lines are the operations listed below, and <strong>!</strong> is where sustained timeouts begin. All charts have one cursor: point at one, or focus it and use the arrow keys; without a cursor the latest values are shown. Drag to look closer; Escape shows all again. <button type="button" id="whole-drill" hidden>Show all again</button></p>
<div id="main-charts"></div>
<div id="small-charts" class="charts"></div>
</section>
<section aria-labelledby="operations"><h2 id="operations">Operations and events</h2>
<ol id="timeline" class="timeline"></ol>
<p id="timeline-empty" class="muted">None yet.</p>
</section>
<section id="log-part" aria-labelledby="log-title" hidden><h2 id="log-title">Messages</h2>
<ul id="log" class="log"></ul>
</section>
<section aria-labelledby="settings-title"><h2 id="settings-title">Settings under test</h2>
<div id="settings"></div>
</section>
</main>
</body>
</html>
`;
  return text;
}

function nowPart(kind: LiveState['kind']): Markup {
  return html`<section aria-labelledby="now"><h2 id="now">Now</h2>
<p class="stand"><strong id="phase">Starting</strong> <span id="elapsed"></span></p>
<div id="alarm" class="banner verdict-fail" hidden><p class="lead"><span aria-hidden="true">✗</span> <span id="alarm-text"></span></p></div>
${kind === 'drills' && html`<progress id="passed" max="1" value="0" aria-label="Share of the drill that has passed"></progress>`}
<dl id="tiles" class="tiles small"></dl>
<div id="pools" class="table" tabindex="0" role="region" aria-label="The pools now"></div>
</section>
`;
}

function operatePart(kind: 'site' | 'played'): Markup {
  const who =
    kind === 'site'
      ? 'There is no load generator here: the charts show what is measured of whatever is sent to the site.'
      : "The script's users are here, at its own highest load, until headroom is ended with Ctrl-C; what operators do is up to you.";
  return html`<section aria-labelledby="operate"><h2 id="operate">Operate</h2>
<p class="muted">${who} <span id="addresses"></span></p>
<div id="controls"></div>
</section>
`;
}
