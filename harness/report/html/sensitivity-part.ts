import { type Sensitivity, seedsText } from '../../verdict/sensitivity.ts';
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
<p class="muted">As the topology is all seeds say: ${WORDS[leaning]}. What some say otherwise is bold (${seedsText(variations.map(each => each.seeds ?? seeds))}). It has no say in the verdict.</p>
</section>
`;
}
