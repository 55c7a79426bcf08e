import { InputErrors, readAll } from '../../../mock-service/settings/input-errors.ts';
import { isWithin } from '../../site/target/hours.ts';
import { unreachable } from '../../site/target/reach.ts';
import { readTarget } from '../../site/target/read-target.ts';
import type { Target } from '../../site/target/target.ts';
import { AS_IT_IS, readTargetSettings, type TargetSettings } from '../../site/target/target-settings.ts';
import { systemOf } from '../../site/target/target-site.ts';
import type { TargetDrill } from '../perform-target.ts';
import { Refusal } from '../refusal.ts';
import { sarifFlag } from '../sarif-file.ts';
import { type Given, UsageError } from './command.ts';
import { type OneOrMore, readCommonInputs, type ShownInputs } from './drill-flags.ts';

/** What says something of a modelled site. */
const MODELLED = ['topology', 'virtual', 'set', 'with-capacity', 'capacity', 'targets', 'sensitivity'];

/** What the flags say of drills of a target. */
export interface TargetInputs extends ShownInputs {
  readonly target: Target;
  /** Those asked for, in their order; that of `AS_IT_IS` where none were. */
  readonly settings: OneOrMore<TargetSettings>;
  readonly baseline: TargetSettings | null;
  /** A drill, without its settings. */
  readonly spec: Omit<TargetDrill, 'settings'>;
}

/**
 * Reads the files that a drill of a target needs, and looks whether it may begin: hosts, commands and hours.
 * @param settingsFiles the settings under test; none: as they are
 * @param baselineFile what `baseline` means, where `--baseline` does not say
 * @throws UsageError, Refusal, or InputErrors with all problems of all files
 */
export async function readTargetInputs(
  given: Given,
  script: string,
  settingsFiles: readonly string[],
  baselineFile?: string,
): Promise<TargetInputs> {
  const said = MODELLED.filter(
    flag => given.has(flag) || given.text(flag) !== undefined || given.texts(flag).length > 0,
  );
  if (said.length > 0)
    throw new UsageError(`--target is a system that exists: --${said.join(', --')} say something of a modelled one`);
  const { spec, shown } = readCommonInputs(given, script);
  const baselinePath = given.text('baseline') ?? baselineFile;
  const hasBaseline = baselinePath !== undefined;
  const [target, settings, baseline] = readAll(
    () => readTarget(given.text('target') as string, { env: process.env, hasBaseline }),
    () => readAll(...settingsFiles.map(file => () => readTargetSettings(file))),
    () => (baselinePath === undefined ? null : readTargetSettings(baselinePath)),
  );
  const problems = await unreachable(target, spec.allowedHosts);
  if (problems.length > 0) throw new InputErrors(problems);
  const { hours } = target.safety;
  if (hours !== null && !isWithin(hours, new Date()))
    throw new Refusal(
      `${target.name} may be drilled ${hours.text} (safety.hours of ${target.file}), and it is not that time now`,
    );
  const [first = AS_IT_IS, ...more] = settings;
  return {
    ...{ target, baseline, settings: [first, ...more] },
    spec: { ...spec, clock: 'live', topology: systemOf(target), target, rehearsal: false },
    ...shown,
    sarif: sarifFlag(given, settingsFiles, settings),
  };
}
