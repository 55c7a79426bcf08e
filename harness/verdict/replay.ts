import { CLASS_TEXTS, type DrillClass } from './drill-class.ts';
import { seconds } from './figures.ts';
import type { Verdict } from './verdict.ts';

/** A drill of an incident, as far as its replay is judged by it. */
export interface JudgedDrill {
  readonly name: string;
  /** What the report tells of it. */
  readonly expected: DrillClass;
  /** Null: it does not show. */
  readonly class: DrillClass | null;
  readonly brokeS: number | null;
  /** Sentences of the drill's own verdict. */
  readonly reasons: readonly string[];
}

interface Judgement {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/** Judges a replay on the incident's own topology: whether every drill comes out as the report tells. */
export function judgeReplay(drills: readonly JudgedDrill[]): Judgement {
  const unclear = drills.filter(each => each.class === null);
  const other = drills.filter(each => each.class !== null && each.class !== each.expected);
  const reasons = [
    ...other.map(each => `${each.name} ${textOf(each)}, and the report tells that it ${CLASS_TEXTS[each.expected]}.`),
    ...unclear.map(unclearText),
  ];
  if (other.length > 0) return { verdict: 'fail', reasons };
  if (unclear.length > 0) return { verdict: 'inconclusive', reasons };
  const told = drills.map(each => `${each.name} ${textOf(each)}`).join(', ');
  return { verdict: 'pass', reasons: [`Every drill comes out as the report tells: ${told}.`] };
}

/**
 * Judges a replay on somebody's own topology: whether the incident would happen there.
 * @param drills the first is the incident; the others say what would have shown it, and what would end it
 */
export function judgeReplayElsewhere(drills: readonly JudgedDrill[], topology: string): Judgement {
  const [incident, ...rest] = drills as readonly [JudgedDrill, ...JudgedDrill[]];
  if (incident.class === null) return { verdict: 'inconclusive', reasons: [unclearText(incident)] };
  const happens = incident.class !== 'holds';
  const when = incident.brokeS === null ? '' : ` It breaks after ${seconds(incident.brokeS)}.`;
  const answer = happens
    ? `It would happen on ${topology}: ${incident.name} ${textOf(incident)}.${when}`
    : `It would not happen on ${topology}: ${incident.name} holds.`;
  const others = rest.map(each => (each.class === null ? unclearText(each) : `${each.name} ${textOf(each)}.`));
  return { verdict: happens ? 'fail' : 'pass', reasons: [answer, ...others] };
}

function textOf(drill: JudgedDrill): string {
  return drill.class === null ? 'shows nothing' : CLASS_TEXTS[drill.class];
}

function unclearText({ name, reasons }: JudgedDrill): string {
  return `${name} does not show what becomes of service: ${reasons[0] ?? 'nothing was answered'}`;
}
