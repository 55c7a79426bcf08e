import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import type { DrilledTopology } from './drill-identity.ts';
import { count, share } from './figures.ts';
import type { JudgedRun } from './judged-run.ts';
import type { RolloutHalt, RolloutOutcome, StageOutcome } from './rollout-outcome.ts';
import { recoverySentence } from './sentences.ts';
import type { Verdict } from './verdict.ts';

/** Whom a change hit before it was rolled back. */
export const blastRadiusSchema = z.strictObject({
  users: z.int().nullable().describe('Got a failure at any time; null: nobody knows who they are.'),
  share: z.number().nullable().describe('Of all users of the region.'),
  requests: z.int().describe('Failed requests.'),
});
type BlastRadius = Fact<typeof blastRadiusSchema>;

/** A rollout, judged. */
export interface JudgedRollout {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly blastRadius: BlastRadius;
  /** When service was back after the roll-back, s; null: it was never broken, or did not come back. */
  readonly recoveredS: number | null;
  /** Service was shown to stay down though the change was gone; null: neither that nor the contrary was, or it was not rolled back. */
  readonly metastable: boolean | null;
}

/** Judges a rollout. @param run the drill in which it was done */
export function judgeRollout(run: JudgedRun, { stages, halted, failedUsers }: RolloutOutcome): JudgedRollout {
  const { topology, timeouts, requests } = run;
  const blastRadius = {
    users: failedUsers,
    share: failedUsers === null ? null : failedUsers / topology.users,
    requests: requests.errors,
  };
  return {
    ...(halted === null ? judgeThrough(run, stages, blastRadius) : judgeHalt(run, stages, halted, blastRadius)),
    blastRadius,
    recoveredS: halted === null || requests.errors === 0 ? null : timeouts.recoveredS,
    metastable: halted === null ? null : timeouts.metastable,
  };
}

type Judgement = Pick<JudgedRollout, 'verdict' | 'reasons'>;

/** Nothing stopped it. */
function judgeThrough(run: JudgedRun, stages: readonly StageOutcome[], blastRadius: BlastRadius): Judgement {
  const blast = blastSentence(blastRadius);
  if (stages.at(-1)?.outcome !== 'passed') {
    return { verdict: 'inconclusive', reasons: ['The rollout did not come to its end.', blast] };
  }
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

/** It was stopped, and rolled back. */
function judgeHalt(
  { topology, timeouts }: JudgedRun,
  stages: readonly StageOutcome[],
  { stage, phase, atS, reason }: RolloutHalt,
  blastRadius: BlastRadius,
): Judgement {
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
  const came = recoverySentence(timeouts);
  const back =
    came !== null
      ? [came]
      : blastRadius.requests === 0 || timeouts.recoveredS === null
        ? []
        : [`Service was back in second ${Math.round(timeouts.recoveredS)}.`];
  return {
    verdict: 'fail',
    reasons: [
      `Stopped at ${stageText(stages[stage], topology)} in second ${atS}, ${where}: ${reason}.`,
      `The change was rolled back. ${blastSentence(blastRadius)}`,
      ...back,
    ],
  };
}

function blastSentence({ users, share: part, requests }: BlastRadius): string {
  if (users === null || part === null)
    return requests === 0
      ? 'No request failed.'
      : `${count(requests)} requests failed; of how many users is not measured.`;
  return users === 0
    ? 'No user got an error.'
    : `${count(users)} users (${share(part)} of the region's) got an error, in ${count(requests)} requests.`;
}

/** `10% (1 of 8 instances of primary, 1 of 4 of alternate)` */
export function stageText(
  stage: Pick<StageOutcome, 'shares' | 'instances'> | undefined,
  { pools }: Pick<DrilledTopology, 'pools'>,
): string {
  if (stage === undefined) return 'no stage';
  const named = stage.shares.map(each => share(each));
  const shares = named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  const parts = Object.entries(stage.instances).map(
    ([name, changed], i) =>
      `${changed} of ${pools[name]?.instances ?? changed}${i === 0 ? ' instances' : ''} of ${name}`,
  );
  return parts.length === 0 ? shares : `${shares} (${parts.join(', ')})`;
}
