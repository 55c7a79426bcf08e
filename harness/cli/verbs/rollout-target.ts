import { InputErrors, type Problem } from '../../../mock-service/settings/input-errors.ts';
import { defaultPlan } from '../../drill/rollout-plan.ts';
import { placeholdersIn, textsIn } from '../../site/target/placeholders.ts';
import type { Target, TargetOperation } from '../../site/target/target.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { readPlan } from '../flags/rollout-flags.ts';
import { readTargetInputs } from '../flags/target-flags.ts';
import type { TargetDrill } from '../perform-target.ts';
import { TargetPerformer } from '../target-performer.ts';
import type { Rollout } from './rollout.ts';

/** A rollout on a system that exists. @throws UsageError, Refusal, InputErrors */
export async function rolloutOnTarget(given: Given, script: string, cache: string): Promise<Rollout<TargetDrill>> {
  const inputs = await readTargetInputs(given, script, [cache]);
  const { target, baseline, spec } = inputs;
  const [underTest] = inputs.settings;
  if (baseline === null) throw new UsageError('a rollout needs --baseline FILE: what is in force now');
  if (given.text('accept') !== undefined)
    throw new UsageError('--accept is about canary instances, which nobody measures on a target');
  const [, second] = target.pools;
  const alternate = target.pools.includes('alternate') ? 'alternate' : second;
  if (alternate === undefined) throw new UsageError(`${target.name} has one pool: there is no other to fail over to`);
  const plan = readPlan(given, spec.topology, { ...defaultPlan(spec.topology), alternate });
  const problems = undeclared(target, plan.stages.length > 1);
  if (problems.length > 0) throw new InputErrors(problems);
  return {
    ...{ inputs, plan },
    spec: { ...spec, settings: { underTest, baseline } },
    patienceMs: NEEDED.reduce((sum, name) => sum + (target.operations[name]?.timeoutMs ?? 0), 0),
    performer: (folder, interruption) => new TargetPerformer(folder.path, false, interruption),
  };
}

const NEEDED = ['deploy', 'roll-back', 'fail-over', 'fail-back'] as const;

/** What the target does not say, and has to. @param inParts whether instances get the change in several stages */
function undeclared({ file, operations }: Target, inParts: boolean): Problem[] {
  const problem = (name: string, message: string): Problem => ({
    ...{ file, line: null, column: null, path: `operations.${name}`, message },
  });
  const missing = NEEDED.filter(name => operations[name] === undefined).map(name =>
    problem(name, 'a rollout needs it, and the target does not say how'),
  );
  const { deploy } = operations;
  const takesShare = deploy === undefined || textsOf(deploy).some(text => placeholdersIn(text).includes('share'));
  if (!inParts || takesShare) return missing;
  return [
    ...missing,
    problem('deploy', 'it takes no {share}: a stage would give the change to all; --stages 100% rolls it out in one'),
  ];
}

function textsOf({ how }: TargetOperation): string[] {
  return how.kind === 'run' ? [...how.words] : [how.url, ...textsIn(how.json), ...Object.values(how.headers)];
}
