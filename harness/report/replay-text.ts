/** The terminal's report of a replayed incident, one page of 80 columns. */
import type { ReplayDrill, ReplayRecord } from '../record/replay-record.ts';
import { CLASS_TEXTS } from '../verdict/drill-class.ts';
import { seconds, share } from '../verdict/figures.ts';
import { sustainingText } from '../verdict/sustaining.ts';
import { headWord } from './head-word.ts';
import { heads, table, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

/** The whole page. */
export function replayText(record: ReplayRecord, paint: Paint = plain, order?: Order): string {
  const [happened, ...rest] = replayParts(record).map(({ heading, sentences }) => [
    paint('heading', heading),
    ...sentences.flatMap(sentence => wrap(sentence, '  ')),
  ]);
  const shown = [paint('heading', 'What the drills show'), ...drillsTable(record, paint)];
  const verdict = verdictLines(headWord(record), replayTitle(record), record.reasons, paint);
  return textPage(verdict, [happened ?? [], shown, ...rest], order);
}

/** `--quiet`. */
export function replayLine(record: ReplayRecord): string {
  return `${headWord(record).toUpperCase()} ${replayTitle(record)}: ${record.reasons[0] ?? ''}`.trimEnd();
}

/** What was replayed, in a few words. */
export function replayTitle({ incident, topology, elsewhere, clock, seed, drills }: ReplayRecord): string {
  const where = elsewhere ? ` on ${topology.name}` : '';
  return `${incident.title}${where} (${drills.length} drills, ${clock}, seed ${seed})`;
}

/** The drill that shows why nobody saw it. */
const QUIET_HOUR = 'quiet-hour';

/** Sentences under a heading. */
export interface ReplayPart {
  readonly heading: string;
  readonly sentences: readonly string[];
}

/** What the page says in words, in its order. */
export function replayParts({ incident, drills, elsewhere }: ReplayRecord): ReplayPart[] {
  return [
    { heading: 'What happened', sentences: [incident.happened, incident.source] },
    { heading: 'Why it started', sentences: [beganText(drills[0])] },
    { heading: 'What kept it going', sentences: [keptText(drills[0])] },
    {
      heading: 'What ends it',
      sentences: [
        ...(elsewhere ? [] : [incident.ended]),
        ...drills
          .slice(1)
          .map(endText)
          .filter(text => text !== null),
      ],
    },
  ];
}

/** The cause without what kept it going, which is told apart. */
function beganText(drill: ReplayDrill | undefined): string {
  if (!drill?.cause) return 'Nothing broke.';
  const { sentence, sustaining } = drill.cause;
  return sustaining === null ? sentence : sentence.replace(`; ${sustainingText(sustaining)}`, '');
}

/** What fed the failure of a drill when its trigger was gone. */
function keptText(drill: ReplayDrill | undefined): string {
  if (drill === undefined || drill.class === 'holds') return 'Service held.';
  const { cause, timeouts } = drill;
  if (cause?.sustaining) return asSentence(sustainingText(cause.sustaining));
  if (drill.class === 'recovers') return 'Nothing: service came back by itself.';
  return timeouts.triggerGoneS === null
    ? 'What began it was never undone.'
    : 'What fed it when the trigger was gone does not show.';
}

/** How a drill ends in which service is lost and back; the quiet hour needs no end. */
function endText({ name, asks, class: became, timeouts, decided }: ReplayDrill): string | null {
  if (became !== 'recovers' || name === QUIET_HOUR) return null;
  const { triggerGoneS, recoveredS } = timeouts;
  const when =
    recoveredS === null
      ? 'service is back at its end'
      : `service is back in second ${Math.round(recoveredS)}${triggerGoneS === null ? '' : afterText(recoveredS - triggerGoneS)}`;
  const ordered = decided > 0 ? `; ${share(decided)} of the errors were refusals that the operators ordered` : '';
  return asSentence(`${name} (${asks}): ${when}${ordered}`);
}

function afterText(laterS: number): string {
  return laterS < 0.5 ? ', as soon as the last of it was done' : `, ${seconds(laterS)} after the last of it was done`;
}

function asSentence(text: string): string {
  return `${(text[0] ?? '').toUpperCase()}${text.slice(1)}.`;
}

/** What became of service in a drill. */
export function becameText({ class: became }: Pick<ReplayDrill, 'class'>): string {
  return became === null ? 'does not show' : CLASS_TEXTS[became];
}

/** When service was lost. */
export function brokeText({ class: became, cause }: ReplayDrill): string {
  const brokeS = cause?.brokeS ?? null;
  return became === 'holds' || brokeS === null ? '–' : `second ${brokeS}`;
}

function drillsTable({ drills, elsewhere }: ReplayRecord, paint: Paint): string[] {
  const rows = drills.map(drill => [
    { text: drill.name },
    {
      text: becameText(drill),
      show: (text: string) => paint(tone(drill, elsewhere), text),
    },
    { text: brokeText(drill) },
    { text: drill.errors === null ? '–' : share(drill.errors), right: true },
    { text: drill.asks },
  ]);
  return table([heads(['drill', 'service', 'lost in', '>errors', 'what it is'], paint), ...rows]);
}

function tone({ class: became, expected }: ReplayDrill, elsewhere: boolean): 'good' | 'bad' | 'doubtful' {
  if (became === null) return 'doubtful';
  const isRight = elsewhere ? became !== 'stays-down' : became === expected;
  return isRight ? 'good' : 'bad';
}
