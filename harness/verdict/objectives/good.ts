import type { RequestTotals } from '../../measure/request-facts.ts';
import { count, share } from '../figures.ts';
import { noData, notApplicable, type Objective, type ObjectiveFinding } from './objective.ts';

/**
 * Answers that the script expects, of those that are no errors: a system that says 404 to everybody has no errors and does nothing. A
 * drill in which there is nothing of that kind to judge has shown nothing.
 */
export const good: Objective<'good', 'share'> = {
  name: 'good',
  called: 'good, of answers without an error',
  unit: 'share',
  asks: 'at-least',
  default: '99%',
  help: 'Answers that the script expects, of those that are neither 5xx nor 429.',
  later: true,
  print: share,
  tile: null,
  feelsLag: false,
  counted: null,
  compared: null,
  judge: (_, { requests: { totals }, speaksOtherwise }) => {
    const answered = totals.good + totals.unexpected;
    if (answered === 0) return nothingToJudge(totals, speaksOtherwise);
    return { value: totals.good / answered, note: totals.unexpected === 0 ? null : instead(totals) };
  },
  holdsIn: (limit, { ended, errors, unexpected }) => unexpected <= (1 - limit) * (ended - errors),
  isLost: (limit, { ended, unexpected }) => unexpected > (1 - limit) * ended,
  brokenUndisturbed: (limit, { undisturbed: { ended, errors, unexpected } }) =>
    unexpected > (1 - limit) * (ended - errors),
  brokenSentence: ({ limit, value }, { totals }) =>
    `${share(value)} of the answers were what the script expects (${share(limit)} is asked for); the others: ${instead(totals)}.`,
};

function nothingToJudge({ offered, interrupted, errors }: RequestTotals, speaksOtherwise: boolean): ObjectiveFinding {
  // What it said by other means its own thresholds judge.
  if (offered === 0 && speaksOtherwise)
    return notApplicable('the script spoke to it by other means than HTTP requests');
  if (offered === 0) return noData('no request reached the system');
  return noData(
    errors === 0
      ? `none of ${count(interrupted)} requests was answered before it was interrupted`
      : `none of ${count(offered)} requests was answered without an error`,
  );
}

/** `992 × 404`: what was answered instead, most frequent first. */
function instead({ unexpectedByStatus }: RequestTotals): string {
  return Object.entries(unexpectedByStatus)
    .sort(([, a], [, b]) => b - a)
    .map(([status, times]) => `${count(times)} × ${status}`)
    .join(', ');
}
