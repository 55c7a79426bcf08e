import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { CANARY_METRICS } from '../verdict/canary.ts';
import { count, share } from '../verdict/figures.ts';
import { type RolloutOutcome, rolloutHaltSchema, stageOutcomeSchema } from '../verdict/rollout-outcome.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { readRecordFile, seal, writeRecordFile } from './record-file.ts';
import { cacheSettingsSchema, scriptSchema, topologySchema } from './record-parts.ts';
import type { RunRecord } from './run-record.ts';

export const ROLLOUT_SCHEMA_VERSION = 1;

const maybe = z.number().nullable();

/** A change staged over the instances at peak, with a failover in each stage. */
export const rolloutRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(ROLLOUT_SCHEMA_VERSION),
    verdict: verdictSchema,
    reasons: z.array(z.string()).describe('Sentences that a person can act on, the most important first.'),
    script: scriptSchema,
    topology: topologySchema,
    cacheSettings: cacheSettingsSchema.describe('What was rolled out.'),
    clock: z.enum(['live', 'virtual']),
    arrivals: z.enum(['poisson', 'even']),
    seed: z.number(),
    startedAt: z.iso.datetime(),
    durationS: z.number(),
    stages: z.array(stageOutcomeSchema),
    halted: rolloutHaltSchema.nullable().describe('Null: it went through.'),
    accepted: z.array(z.enum(CANARY_METRICS)).describe('In what the canary was allowed to be worse.'),
    blastRadius: z.strictObject({
      users: z.int().describe('Got a failure at any time.'),
      share: z.number().describe('Of all users of the region.'),
      requests: z.int().describe('Failed requests.'),
    }),
    recoveredS: maybe.describe(
      'When service was back after the roll-back; null: it was never broken, or did not come back.',
    ),
    metastable: z.boolean().nullable().describe('Service never came back though the change was gone.'),
    run: z.string().describe("Path of the whole drill's record."),
    integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
  })
  .meta({ title: 'Headroom rollout' });

export type RolloutRecord = Fact<typeof rolloutRecordSchema>;

/**
 * Makes the record of a rollout.
 * @param run the drill in which it was done
 * @param path where the run's record is
 */
export function rolloutOf(
  run: RunRecord,
  { stages, halted, failedUsers }: RolloutOutcome,
  accepted: RolloutRecord['accepted'],
  path: string,
): RolloutRecord {
  const { script, topology, cacheSettings, clock, arrivals, seed, startedAt, durationS, timeouts, requests } = run;
  const blastRadius = { users: failedUsers, share: failedUsers / topology.users, requests: requests.errors };
  const record = seal({
    schemaVersion: ROLLOUT_SCHEMA_VERSION,
    ...judge(run, stages, halted, blastRadius),
    ...{
      script,
      topology,
      cacheSettings,
      clock,
      arrivals,
      seed,
      startedAt,
      durationS,
      stages,
      halted,
      accepted,
      blastRadius,
    },
    recoveredS: halted === null || requests.errors === 0 ? null : timeouts.recoveredS,
    metastable: halted === null ? null : timeouts.metastable,
    run: path,
  });
  return rolloutRecordSchema.parse(record);
}

function judge(
  run: RunRecord,
  stages: RolloutOutcome['stages'],
  halted: RolloutOutcome['halted'],
  { users, share: part, requests }: RolloutRecord['blastRadius'],
): Pick<RolloutRecord, 'verdict' | 'reasons'> {
  const blast =
    users === 0
      ? 'No user got an error.'
      : `${count(users)} users (${share(part)} of the region's) got an error, in ${count(requests)} requests.`;
  if (halted === null) {
    const last = stages.at(-1)?.outcome;
    if (last !== 'passed') return { verdict: 'inconclusive', reasons: ['The rollout did not come to its end.', blast] };
    const through = `The change went through all ${stages.length} stages`;
    if (run.verdict !== 'pass') {
      const [first = ''] = run.reasons;
      return { verdict: run.verdict, reasons: [first, `${through}, but the drill as a whole did not pass.`, blast] };
    }
    const changed = run.cacheSettings.differences.map(({ knob }) => knob);
    const idle = changed.filter(knob => run.knobs[knob] === 0);
    if (idle.length === 0) return { verdict: 'pass', reasons: [`${through}.`, blast] };
    const caveat = `${idle.join(', ')} never did anything in that time: this says nothing about it. Longer stages might (--bake, --hold).`;
    return idle.length === changed.length
      ? { verdict: 'inconclusive', reasons: [`${through}, but ${caveat}`, blast] }
      : { verdict: 'pass', reasons: [`${through}.`, blast, `But ${caveat}`] };
  }
  const { stage, phase, atS, reason } = halted;
  if (stage === null) {
    return {
      verdict: 'inconclusive',
      reasons: [
        `Service broke before anything was deployed (second ${atS}): ${reason}. This says nothing about the change.`,
      ],
    };
  }
  const where =
    phase === 'bake' ? 'at peak on the primary' : phase === 'failover' ? 'in the failover' : 'back on the primary';
  const back =
    run.timeouts.metastable === true
      ? ['Service did not come back after the roll-back.']
      : requests === 0 || run.timeouts.recoveredS === null
        ? []
        : [`Service was back in second ${Math.round(run.timeouts.recoveredS)}.`];
  return {
    verdict: 'fail',
    reasons: [
      `Stopped at ${stageText(stages[stage], run.topology)} in second ${atS}, ${where}: ${reason}.`,
      `The change was rolled back. ${blast}`,
      ...back,
    ],
  };
}

/** `10% (1 of 8 instances of primary, 1 of 4 of alternate)` */
export function stageText(
  stage: RolloutRecord['stages'][number] | undefined,
  { pools }: RolloutRecord['topology'],
): string {
  if (stage === undefined) return 'no stage';
  const named = stage.shares.map(each => share(each));
  const shares = named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  const parts = Object.entries(stage.instances).map(
    ([name, changed], i) =>
      `${changed} of ${pools[name]?.instances ?? changed}${i === 0 ? ' instances' : ''} of ${name}`,
  );
  return `${shares} (${parts.join(', ')})`;
}

/** Writes `rollout.json`. */
export function writeRollout(file: string, record: RolloutRecord): void {
  writeRecordFile(file, record);
}

/** Reads `rollout.json`. @throws InputErrors if it is none, of another version, truncated or edited. */
export function readRollout(file: string): RolloutRecord {
  return readRecordFile(file, rolloutRecordSchema, 'rollout record', ROLLOUT_SCHEMA_VERSION);
}
