import type { RunRecord } from '../../harness/record/run-record.ts';
import type { PostMortem } from '../../harness/replay/read-post-mortem.ts';
import { CLASS_TEXTS, type DrillClass } from '../../harness/verdict/drill-class.ts';
import { share } from '../../harness/verdict/figures.ts';
import { WAYS_OUT_HEADING, type WayOut, waysOutPart } from './way-out-rows.ts';

/** What a drill of an incident came to with all seeds. */
export interface ReplayedDrill {
  readonly name: string;
  readonly asks: string;
  readonly expected: DrillClass;
  /** By seed. */
  readonly classes: readonly (DrillClass | null)[];
  /** Of the first seed. */
  readonly record: RunRecord;
}

export interface ReplayedIncident {
  readonly postMortem: PostMortem;
  readonly drills: readonly ReplayedDrill[];
}

const HEAD = `# Post-mortems you can run

Public incidents, each as a script, a topology and settings in a folder of [scenarios/post-mortems/](../scenarios/post-mortems), replayed on a virtual
clock in seconds:

\`\`\`sh
npx headroom replay                                                     # which there are
npx headroom replay my-sign-ins-2026-06-01                              # its drills, on one page
npx headroom replay my-sign-ins-2026-06-01 --topology my-region.yaml    # would it happen to us?
\`\`\`

Each has three drills at least: **the incident**, which fails and stays down as long as it did; **the quiet hour**, the same change when it was harmless,
which is why nobody saw it; and **the way out**, what really ended it. A report never says everything: the first comment of each script says what it tells,
what is assumed, and what was scaled by how much. Figures of a region are not those of the incident; what must come out right is what becomes of
service ([model §7.9](model.md#79-replays)).

With \`--topology\` the pools, costs, store, proxy and peak are yours; what users ask for and what operators do are the incident's. It exits 99 if it would
happen. What befell a cache tier or the proxy's own servers asks for a topology that has them. An incident of your own is one folder with a \`replay.yaml\` (its schema is \`schemas/post-mortem.schema.json\`), no code:
\`headroom replay FOLDER\`.

\`npm run replays -- --write\` runs them all with ten seeds and writes this page; nothing in it is written by hand.
`;

/** What `postMortemsPage` writes. */
export const PAGE = 'docs/post-mortems.md';

/** The page with other ways out than it has. */
export function withWaysOut(page: string, waysOut: readonly WayOut[]): string {
  const [rest = ''] = page.split(`\n${WAYS_OUT_HEADING}\n`);
  return [rest.trimEnd(), '', waysOutPart(waysOut)].join('\n');
}

/** docs/post-mortems.md. */
export function postMortemsPage(incidents: readonly ReplayedIncident[], waysOut: readonly WayOut[]): string {
  return [HEAD, ...incidents.map(section), ...(waysOut.length === 0 ? [] : [waysOutPart(waysOut)])].join('\n');
}

function section({ postMortem, drills }: ReplayedIncident): string {
  const { name, title, source, happened, ended } = postMortem;
  const rows = drills.map(({ name: drill, asks, expected, classes, record }) => {
    const right = classes.filter(each => each === expected).length;
    const { offered, interrupted, errors } = record.requests;
    return `| \`${drill}\` | ${asks} | ${CLASS_TEXTS[expected]} | ${right} of ${classes.length} | ${share(errors / (offered - interrupted))} |`;
  });
  const cause = drills[0]?.record.cause;
  return [
    `## ${title}`,
    '',
    `\`headroom replay ${name}\` (source: ${linked(source)})`,
    '',
    happened,
    '',
    '| drill | what it is | service | seeds | errors |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `What the drill says of the incident (seed 1): ${cause?.sentence ?? 'nothing broke.'}`,
    '',
    `What ended it: ${ended}`,
    '',
  ].join('\n');
}

function linked(source: string): string {
  return source.replace(/https:\/\/[^\s)]+/, address => `<${address}>`);
}
