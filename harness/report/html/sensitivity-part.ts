import { count } from '../../verdict/figures.ts';
import type { Sensitivity } from '../../verdict/sensitivity.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

const WORDS: Readonly<Record<Sensitivity['leaning'], string>> = {
  good: 'nothing against it',
  bad: 'against it',
  'both fail': 'both fail',
};

/** What a comparison's verdict depends on: what the same seeds say where a measured figure is a tenth another. */
export function sensitivityPart({ seeds, leaning, variations }: Sensitivity): Markup {
  const rows = variations.map(({ what, why, ...varied }) => {
    const said = WORDS[varied.leaning];
    return { cells: [what, varied.leaning === leaning ? said : html`<strong>${said}</strong>`, why] };
  });
  return html`<section aria-labelledby="sensitivity"><h2 id="sensitivity">Sensitivity</h2>
${table('What the verdict depends on', [{ title: 'if' }, { title: 'the seeds say' }, { title: 'because', kind: 'wide' }], rows)}
<p class="muted">${count(seeds)} ${seeds === 1 ? 'seed' : 'seeds'} of each, which say as the topology is: ${WORDS[leaning]}. What they say otherwise is bold. It has no say in the verdict.</p>
</section>
`;
}
