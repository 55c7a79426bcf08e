import { statSync } from 'node:fs';
import { readCacheSettings } from '../../../mock-service/files/read-cache-settings-file.ts';
import { readAll } from '../../../mock-service/settings/input-errors.ts';
import type { AnySpec, DrillSpec } from '../../drill/drill-spec.ts';
import type { WrittenFile } from '../../topology/drill-sources.ts';
import { FIRST_SEEDS, MOST_SEEDS } from '../../verdict/sampling.ts';
import { parallelDrills } from '../../watch/terminal/plain-progress.ts';
import { type Compared, compareArms } from '../compare-arms.ts';
import { failedProbe } from '../failed-probe.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { DRILL_FLAGS, type DrillInputs, type OneOrMore, readDrillInputs } from '../flags/drill-flags.ts';
import { SENSITIVITY_FLAGS } from '../flags/sensitivity-flags.ts';
import { TARGET_FLAG } from '../flags/target-flag.ts';
import { UI_FLAGS } from '../flags/ui-flags.ts';
import { WITH_CAPACITY_FLAGS } from '../flags/with-capacity-flags.ts';
import { Interruption, UNDOING } from '../interruption.ts';
import { ModelPerformer } from '../performer.ts';
import { SARIF_FLAG } from '../sarif-file.ts';
import { varyArms } from '../vary-arms.ts';
import { ANNOTATE_FLAG } from '../write-results.ts';

const { baseline: _, ...FLAGS } = DRILL_FLAGS;

export const compare: Command = {
  name: 'compare',
  usage: 'headroom compare SCRIPT A.yaml B.yaml… [flags], or headroom compare RUN RUN',
  details:
    'Runs the script with settings A (the baseline) and with B (the candidate), under the same arrivals and the same users, and says ' +
    'whether B is safe, worse, or whether this drill cannot tell. Live, the arms run one after the other, one pair of them unless --repeat asks ' +
    'for more; with --virtual there are as many seeds as it takes to tell a change from chance, several drills at once, ' +
    'and of two settings it says what would turn the verdict. With --target they ' +
    'run on a system that exists, each from the state that its reset brings it to; with --repeat 2 or more A B B A, and it says what the order did.\n' +
    'Given more than two settings it ranks them, each compared with A. Given the records of two earlier runs (run.json, or their folders) ' +
    'it compares these, unless they differ in more than the settings.\n' +
    'compare.json (ranking.json) goes to --out, with a folder for each arm.',
  flags: {
    ...FLAGS,
    ...UI_FLAGS,
    ...SARIF_FLAG,
    ...ANNOTATE_FLAG,
    ...WITH_CAPACITY_FLAGS,
    ...TARGET_FLAG,
    against: {
      value: 'FILE',
      multiple: true,
      help: "Compare B with these settings too, such as last year's: it must not be worse than any. Many small steps are a large one.",
    },
    ...SENSITIVITY_FLAGS,
    repeat: {
      value: 'N',
      help: `Run N seeds of each arm (default 1 live; with --virtual ${FIRST_SEEDS}, and of two settings up to ${MOST_SEEDS} if those do not settle it).`,
    },
  },
  examples: [
    'headroom compare scenarios/eu-peak-failover.ts mock-service/settings/baseline.yaml mock-service/settings/short-ttl.yaml',
    'headroom compare scenarios/eu-peak-failover.ts a.yaml b.yaml --virtual',
    'headroom compare scenarios/eu-peak-failover.ts a.yaml b.yaml --repeat 5',
    'headroom compare scenarios/eu-peak-failover.ts mock-service/settings/*.yaml --virtual',
    'headroom compare my-script.ts now.yaml candidate.yaml --target staging.yaml --allow-host staging.example --repeat 4',
    'headroom compare runs/monday runs/tuesday',
  ],
  async run(given) {
    const [script, now, candidate, ...more] = given.positionals;
    if (script !== undefined && meansRuns(script)) {
      const { compareRecords } = await import('./compare-records.ts');
      return await compareRecords(given);
    }
    if (script === undefined || now === undefined || candidate === undefined) {
      throw new UsageError(
        `headroom compare needs a script and at least two settings files, or two records; it got ${given.positionals.length} arguments`,
      );
    }
    const target = given.text('target') !== undefined;
    const interruption = new Interruption(target ? UNDOING : undefined);
    try {
      const compared = target
        ? await (await import('./compare-target.ts')).targetArms(given, script, now, [candidate, ...more], interruption)
        : modelArms(given, script, now, [candidate, ...more], interruption);
      return await compareArms(given, compared as Compared<AnySpec>, interruption);
    } catch (error) {
      return failedProbe(error);
    } finally {
      interruption.close();
    }
  },
};

/** The engine is made ready when the first drill is asked for. */
function carryCandidate(inputs: DrillInputs): Compared<DrillSpec>['carry'] {
  const carrying = import('../carry-drill.ts');
  void carrying.then(({ readyEngine }) => readyEngine());
  return async ({ record, end }, spec) => {
    const { carriedDrill } = await carrying;
    const [settings] = inputs.sources.settings as OneOrMore<WrittenFile>;
    const places = { record: ['comparison', 'candidate'], series: ['series', 'candidate'] };
    return carriedDrill({ spec, end, record, settings, places }, inputs);
  };
}

/** Whether an argument means earlier runs: their record, or a folder. */
function meansRuns(path: string): boolean {
  return path.endsWith('.json') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The arms on a modelled site. @throws UsageError, InputErrors */
function modelArms(
  given: Given,
  script: string,
  now: string,
  candidates: OneOrMore<string>,
  interruption: Interruption,
): Compared<DrillSpec> {
  const inputs = readDrillInputs(given, script, candidates, now);
  const { baseline, settings, spec } = inputs;
  const references = readAll(...given.texts('against').map(file => () => readCacheSettings(file)));
  const virtual = spec.clock === 'virtual';
  return {
    inputs,
    references: references.length,
    drills: [baseline, ...settings, ...references].map(underTest => ({ ...spec, settings: { underTest, baseline } })),
    async prepare(folder, ticker) {
      const { withHeadroom } = await import('../with-capacity.ts');
      return withHeadroom(this.drills, given, folder, interruption, ticker);
    },
    performer: (_, arms) =>
      new ModelPerformer(virtual ? Math.min(parallelDrills(), arms) : 1, interruption, inputs.targets, true),
    carry: virtual && inputs.play ? carryCandidate(inputs) : null,
    vary: virtual
      ? (pair, nominal, performer, ticker) => varyArms(pair, nominal, performer, interruption, ticker)
      : null,
  };
}
