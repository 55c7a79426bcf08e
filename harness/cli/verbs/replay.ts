import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { nearMiss } from '../../../mock-service/settings/near-miss.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import { type ReplayedRun, replayOf } from '../../record/replay-record.ts';
import { POST_MORTEM_FILE, type PostMortem, readPostMortem, readPostMortems } from '../../replay/read-post-mortem.ts';
import { type ReplaySpec, replaySpecs } from '../../replay/replay-spec.ts';
import { table } from '../../report/layout.ts';
import { interruptedAt } from '../../verdict/interrupted.ts';
import { parallelDrills } from '../../watch/terminal/plain-progress.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { DRILL_FLAGS, keyValues, readCommonInputs, type ShownInputs } from '../flags/drill-flags.ts';
import { Interruption } from '../interruption.ts';
import { type OutFolder, withOutFolder } from '../out-folder.ts';
import { type Arm, performArms } from '../perform-arms.ts';
import { ModelPerformer } from '../performer.ts';
import { shippedFile } from '../shipped-file.ts';
import { toStderr, toStdout } from '../to-terminal.ts';
import { Views } from '../views.ts';

/** Where the incidents that ship are. */
const FOLDER = 'scenarios/post-mortems';

const { seed, set, env, out, quiet, json } = DRILL_FLAGS;

export const replay: Command = {
  name: 'replay',
  usage: 'headroom replay [NAME] [flags]',
  details:
    'Without a name: the incidents that there are. With one (or a folder of your own with a replay.yaml): runs its drills on a virtual clock, ' +
    'in seconds, and says on one page what happened, what the drills show, why it started, what kept it going and what ends it.\n' +
    'With --topology: would it happen to us? The pools, costs, store, proxy and peak are yours; what users ask for and what operators do are ' +
    "the incident's. It exits 99 if it would.\n" +
    'replay.json, report.html (the drills side by side) and junit.xml go to --out, beside the records of the drills.',
  flags: {
    topology: { value: 'FILE', reads: true, help: "Your own system under test (default: the incident's)." },
    ...{ seed, set, env, out },
    html: { value: 'FILE', help: 'Write the page there too.' },
    ...{ quiet, json },
    'exit-zero': DRILL_FLAGS['exit-zero'],
  },
  examples: [
    'headroom replay',
    'headroom replay my-sign-ins-2026-06-01',
    'headroom replay my-sign-ins-2026-06-01 --topology my-region.yaml',
    'headroom replay incidents/our-friday --html friday.html',
  ],
  async run(given) {
    const [name, ...more] = given.positionals;
    if (more.length > 0)
      throw new UsageError(`headroom replay takes one incident, and got ${given.positionals.join(' ')}`);
    if (name === undefined) return list(given);
    const postMortem = named(name);
    const topology = given.text('topology') ?? null;
    const { spec, shown } = readCommonInputs(given, postMortem.script);
    const how = { seed: spec.seed, topology, set: given.texts('set'), env: keyValues(given, 'env') };
    const specs = replaySpecs(postMortem, how);
    return withOutFolder(shown.out, `replay-${postMortem.name}`, folder =>
      perform(postMortem, specs, topology !== null, folder, shown, given.text('html')),
    );
  },
};

/** A folder, or the name of an incident that ships. @throws InputErrors */
function named(name: string): PostMortem {
  if (existsSync(join(name, POST_MORTEM_FILE))) return readPostMortem(name);
  const folder = shippedFile(join(FOLDER, name));
  if (name !== '' && existsSync(join(folder, POST_MORTEM_FILE))) return readPostMortem(folder);
  const all = readPostMortems(shippedFile(FOLDER)).map(each => each.name);
  const meant = nearMiss(name, all);
  const hint = meant === undefined ? `there are ${all.join(', ')}` : `did you mean ${meant}?`;
  const message = `no incident, nor a folder with a ${POST_MORTEM_FILE}; ${hint}`;
  throw new InputErrors([{ file: name, line: null, column: null, path: '', message }]);
}

function list(given: Given): number {
  const all = readPostMortems(shippedFile(FOLDER));
  if (given.has('json')) {
    const facts = all.map(({ name, title, source, drills }) => ({
      name,
      title,
      source,
      drills: drills.map(each => each.name),
    }));
    toStdout(`${JSON.stringify(facts, null, 2)}\n`);
  } else if (given.has('quiet')) toStdout(all.map(({ name }) => `${name}\n`).join(''));
  else {
    const rows = all.map(({ name, drills }) => [{ text: name }, { text: drills[0]?.asks ?? '' }]);
    toStdout(`${table(rows, '').join('\n')}\n\nheadroom replay NAME runs one.\n`);
  }
  return EXIT.pass;
}

async function perform(
  postMortem: PostMortem,
  specs: readonly ReplaySpec[],
  elsewhere: boolean,
  folder: OutFolder,
  shown: Omit<ShownInputs, 'sarif'>,
  html: string | undefined,
): Promise<number> {
  const interruption = new Interruption();
  const atOnce = Math.min(parallelDrills(), specs.length);
  const views = await Views.open({
    ...{ quiet: shown.quiet, total: specs.length, atOnce, interruption },
    ...{ title: postMortem.title, port: null },
  });
  const performer = new ModelPerformer(atOnce, interruption, null, true);
  const arms = specs.map(
    ({ drill: { name }, spec }, arm): Arm<DrillSpec> => ({ arm, name, spec, part: name, reported: true }),
  );
  try {
    const inputs = { quiet: shown.quiet, remoteWrite: null, annotate: null };
    const { runs, code } = await performArms(arms, folder, inputs, performer, views, interruption);
    if (code !== null && code !== EXIT.interrupted) return code;
    // The incident is what the page is about.
    if (runs[0]?.arm !== 0) {
      toStderr('interrupted before the incident had come to its end: there is no replay\n');
      return EXIT.interrupted;
    }
    const drills = runs.map(({ arm, record, path }): ReplayedRun => {
      const { name, asks, expected } = (specs[arm] as ReplaySpec).drill;
      return { name, asks, expected, path, run: record };
    });
    const { name, title, source, happened, ended } = postMortem;
    const incident = { name, title, source, happened, ended };
    const record = replayOf(incident, drills, elsewhere, interruptedAt(drills.length, specs.length));
    const { keepRecord } = await import('../keep-record.ts');
    const records = runs.map(each => each.record);
    const kept = await keepRecord(folder, '', { kind: 'replay', record }, records);
    if (html !== undefined && kept.page !== null) writeFileSync(html, kept.page);
    kept.show(shown);
    return code ?? (shown.exitZero ? EXIT.pass : exitOf(record.verdict));
  } finally {
    await views.close();
    interruption.close();
    await performer.close();
  }
}
