/** The terminal's report of a draft, in 80 columns: what a run's has, but a verdict. */

import type { DraftRecord } from '../record/draft-record.ts';
import { seconds } from '../verdict/figures.ts';
import { wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';
import { measuredParts, runTitle } from './text.ts';
import { type Order, textPage } from './text-page.ts';

const WORD = 'DRAFT';

export function draftText(draft: DraftRecord, paint: Paint = plain, order?: Order): string {
  const [first = '', ...more] = wrap(`${WORD}  ${runTitle(draft)}`, '', ' '.repeat(WORD.length + 2));
  const title = [paint('doubtful', WORD) + first.slice(WORD.length), ...more];
  const verdict = [...title, ...wrap(draftSentence(draft), '  • ', '    ')];
  return textPage(verdict, measuredParts([], false, draft, paint), order);
}

/** `--quiet` */
export function draftLine(draft: DraftRecord): string {
  return `${WORD} ${draft.script.name} with ${draft.cacheSettings.name}: ${draftSentence(draft)}`;
}

function draftSentence({ durationS }: DraftRecord): string {
  return `This is what had been measured after ${seconds(durationS)}, of a drill that is still under way or was killed: there is no verdict.`;
}
