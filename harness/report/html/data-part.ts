import { html, type Markup } from './markup.ts';

/**
 * Where the data can be had, and what it is.
 * @param whole what it is, as a sentence, when nothing was left out of it.
 * @param reductions what was left out; empty: nothing.
 * @param packed whether it stands there compressed
 */
export function dataPart(
  what: string,
  whole: string,
  fileName: string,
  bytes: number,
  reductions: readonly string[],
  packed = false,
): Markup {
  const said =
    reductions.length === 0
      ? whole
      : html`To keep this file small it is not the whole of ${what}, and <code>headroom report</code> does not take it for that: ${reductions.join('; ')}. The whole is the file that this report was made from.`;
  return html`<section aria-labelledby="raw-data"><h2 id="raw-data">Raw data</h2>
<p>${said} Shares are 0–1, times ms unless the name ends in S, sizes bytes, rates per second at this scale; null is no data.</p>
<button type="button" id="save" hidden>Save ${fileName} (${Math.max(1, Math.round(bytes / 1024))} KiB)</button>
<p class="note without-script">Without JavaScript: it is the text of the element <code>script#data</code> in this file${packed && ', as raw deflate in base64'}.</p>
</section>
`;
}
