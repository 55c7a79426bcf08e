/** The terminal's report of one run: 80 columns, the verdict first, everything from the record. */

import type { ArmRecord } from '../record/compare-record.ts';
import type { MeasuredRun } from '../record/run-record.ts';
import { seconds } from '../verdict/figures.ts';
import { headWord } from './head-word.ts';
import { checksPart, objectivesPart, onsetPart, othersPart, thresholdsPart, timelinePart } from './judged-text.ts';
import { wrap } from './layout.ts';
import { leadingReasons } from './leading-reasons.ts';
import { generatorPart, poolsPart, requestsPart, scalePart } from './measured-text.ts';
import { type Paint, plain } from './paint.ts';
import { differenceLines, targetPart } from './target-text.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

/** The whole report of a run. */
export function runText(run: ArmRecord, paint: Paint = plain, order?: Order): string {
  return textPage(
    verdictPart(run, paint),
    measuredParts(othersPart(run.reasons, paint), saysOnset(run), run, paint),
    order,
  );
}

/** All that was measured. @param also what the objectives' tables do not say @param isSaid whether the verdict has said when timeouts began */
export function measuredParts(also: string[], isSaid: boolean, run: MeasuredRun, paint: Paint): string[][] {
  return [
    onsetPart(run, isSaid, paint),
    objectivesPart(run, paint),
    thresholdsPart(run, paint),
    also,
    checksPart(run, paint),
    timelinePart(run, paint),
    targetPart(run, paint),
    poolsPart(run, paint),
    requestsPart(run, paint),
    generatorPart(run, paint),
    scalePart(run, paint),
  ];
}

/** `--quiet`: verdict, what ran, and the one thing to know. */
export function runLine(run: ArmRecord): string {
  return `${headWord(run).toUpperCase()} ${run.script.name} with ${run.cacheSettings.name}: ${run.reasons[0] ?? ''}`.trimEnd();
}

/** What was run, in a few words. */
export function runTitle({ script, cacheSettings, topology, clock, durationS, seed, arrivals }: MeasuredRun): string {
  return `${script.name} with ${cacheSettings.name} on ${topology.name} (${clock}, ${seconds(durationS)}, seed ${seed}, ${arrivals} arrivals)`;
}

function verdictPart(run: ArmRecord, paint: Paint): string[] {
  const { leading } = leadingReasons(run.reasons);
  return [
    ...verdictLines(headWord(run), runTitle(run), leading, paint),
    ...wrap(`Settings: ${settingsText(run)}.`, '  ', '    '),
    ...differenceLines(run).map(line => `    ${line}`),
  ];
}

/** A drill that fails by its timeouts says so first. */
function saysOnset({ verdict, objectives }: ArmRecord): boolean {
  return verdict === 'fail' && objectives.some(({ name, status }) => name === 'timeouts' && status === 'broken');
}

/** The settings under test, and in what they differ from the baseline. */
export function settingsText({ cacheSettings }: ArmRecord): string {
  const { name, baseline, differences, textDifference } = cacheSettings;
  if (baseline === null) return `${name}, and no baseline was given`;
  if (textDifference !== undefined) {
    if (textDifference === '') return `${name}, the same text as ${baseline}`;
    return `${name}, differing from ${baseline} in ${textDifference.split('\n').length} lines`;
  }
  if (differences.length === 0) return `${name}, no difference from the baseline`;
  const changes = differences.map(({ knob, from, to }) => `${knob}: ${from} → ${to}`).join(', ');
  return `${name}, differing from ${baseline} in ${changes}`;
}
