import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from '../../mock-service/time/random.ts';
import type { DrillSpec } from '../drill/drill-spec.ts';
import type { DrillEnd } from '../drill/supervisor.ts';
import { comparisonOf, type RecordPair, writeComparison } from '../report/compare-record.ts';
import { compareLine, compareText } from '../report/compare-text.ts';
import { appendSummary, compareAnnotations, compareSummary, onGithub } from '../report/github.ts';
import { pageAssets, renderCompareHtml } from '../report/html.ts';
import { compareJunit } from '../report/junit.ts';
import { paintFor } from '../report/paint.ts';
import { recordText } from '../report/record-file.ts';
import type { RunRecord } from '../report/run-record.ts';
import { runLine } from '../report/text.ts';
import { type Command, UsageError } from './command.ts';
import { DRILL_FLAGS, type DrillInputs, readDrillInputs, wholeNumber } from './drill-flags.ts';
import { EXIT, exitOf } from './exit-code.ts';
import { inParallel } from './in-parallel.ts';
import { Interruption } from './interruption.ts';
import { performDrill } from './perform-drill.ts';
import { parallelDrills } from './progress.ts';
import { exitCode } from './run.ts';
import { outFolder, writeRunFolder } from './run-folder.ts';
import { nameOf } from './script-name.ts';
import { UI_FLAGS, uiPort } from './ui-flags.ts';
import { usuallyWatched, Views } from './views.ts';
import { writeResults } from './write-results.ts';

const { baseline: _, ...FLAGS } = DRILL_FLAGS;

/** One arm of one seed. */
interface Arm {
  readonly name: 'baseline' | 'candidate';
  readonly spec: DrillSpec;
  readonly folder: string;
}

export const compare: Command = {
  name: 'compare',
  usage: 'headroom compare SCRIPT A.yaml B.yaml [flags]',
  summary: 'the same drill with two cache settings: is the second safe?',
  details:
    'Runs the script with settings A (the baseline) and with B (the candidate), under the same arrivals and the same users, and says ' +
    'whether B is safe, worse, or whether this drill cannot tell. Live, the arms run one after the other; with --virtual, at the same time.\n' +
    'compare.json goes to --out, with a folder for each arm.',
  flags: {
    ...FLAGS,
    ...UI_FLAGS,
    repeat: { value: 'N', help: 'Run N seeds of each arm, A B A B … (default 1).' },
  },
  examples: [
    'headroom compare scenarios/eu-peak-failover.ts mock-service/settings/baseline.yaml mock-service/settings/short-ttl.yaml',
    'headroom compare scenarios/eu-peak-failover.ts a.yaml b.yaml --virtual --repeat 5',
  ],
  async run(given) {
    const [script, a, b, ...more] = given.positionals;
    if (script === undefined || a === undefined || b === undefined || more.length > 0) {
      throw new UsageError(
        `headroom compare needs a script and two settings files, and got ${given.positionals.length} arguments`,
      );
    }
    const inputs = readDrillInputs(given, script, [b], a);
    const repeat = wholeNumber(given, 'repeat', 1, 1);
    const candidate = inputs.settings[0];
    if (candidate === undefined) throw new Error('no settings were read');
    const folder = outFolder(inputs.out, new Date(), nameOf(script), `${inputs.baseline.name}-${candidate.name}`);
    const arms = Array.from({ length: repeat }, (_, i) => inputs.spec.seed + i).flatMap((seed): Arm[] =>
      (['baseline', 'candidate'] as const).map(name => ({
        name,
        spec: {
          ...inputs.spec,
          seed,
          settings: { underTest: name === 'baseline' ? inputs.baseline : candidate, baseline: inputs.baseline },
        },
        folder: join(folder, repeat === 1 ? name : `${name}-${seed}`),
      })),
    );
    const interruption = new Interruption();
    const atOnce = inputs.spec.clock === 'virtual' ? Math.min(parallelDrills(), arms.length) : 1;
    const views = await Views.open({
      ...{ quiet: inputs.quiet, total: arms.length, atOnce, interruption },
      title: `${nameOf(script)}: ${candidate.name} compared with ${inputs.baseline.name}`,
      port: uiPort(given, usuallyWatched(inputs.spec.clock, inputs.quiet)),
    });
    try {
      return await compareArms(arms, folder, inputs, atOnce, views, interruption);
    } finally {
      await views.close();
      interruption.close();
    }
  },
};

async function compareArms(
  arms: readonly Arm[],
  folder: string,
  inputs: DrillInputs,
  atOnce: number,
  views: Views,
  interruption: Interruption,
): Promise<number> {
  const ends = await inParallel(arms, atOnce, async (arm): Promise<DrillEnd | null> => {
    if (interruption.asked) return null;
    const { underTest } = arm.spec.settings;
    const name = arms.length > 2 ? `${underTest.name}, seed ${arm.spec.seed}` : underTest.name;
    const view = views.watch(arm.spec, name);
    const end = await performDrill(arm.spec, view.watcher, interruption, inputs.targets);
    const paths = end.record === null ? null : await writeRunFolder(arm.folder, end.record);
    if (end.record !== null) await writeResults(inputs.remoteWrite, end.record, arm.spec.tags);
    view.over(end, paths?.report ?? null);
    if (end.record !== null && !inputs.quiet) views.say(`${name}: ${runLine(end.record)}`);
    return end;
  });
  for (const end of ends) {
    if (end !== null && end.exit !== null && end.exit.code !== 105) process.stderr.write(`${end.exit.reason}\n`);
  }
  const early = ends.find(end => end === null || (end.exit !== null && end.exit.code !== 99 && end.exit.code !== 110));
  if (early !== undefined) return early === null ? EXIT.interrupted : exitCode(early, false);
  const records = ends.map(end => end?.record as RunRecord);
  const pairs: RecordPair[] = [];
  for (let i = 0; i < records.length; i += 2) {
    pairs.push({ baseline: records[i] as RunRecord, candidate: records[i + 1] as RunRecord });
  }
  const runs = arms.map(arm => join(arm.folder, 'run.json'));
  const comparison = comparisonOf(pairs, runs, new RandomStream(inputs.spec.seed));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'compare.json');
  writeComparison(file, comparison);
  writeFileSync(join(folder, 'junit.xml'), compareJunit(comparison));
  const report = join(folder, 'report.html');
  const page = renderCompareHtml(comparison, pairs[0] ?? null, await pageAssets());
  writeFileSync(report, page);
  views.end(comparison.verdict, comparison.reasons, report, () => page);
  if (inputs.json) process.stdout.write(recordText(comparison));
  else if (inputs.quiet) process.stdout.write(`${compareLine(comparison)}\n`);
  else
    process.stdout.write(
      `${compareText(comparison, paintFor(process.stdout, process.env))}\nRecord: ${file}\nReport: ${report}\n`,
    );
  if (onGithub(process.env)) {
    appendSummary(process.env, compareSummary(comparison));
    process.stdout.write(
      compareAnnotations(comparison)
        .map(line => `${line}\n`)
        .join(''),
    );
  }
  return inputs.exitZero ? EXIT.pass : exitOf(comparison.verdict);
}
