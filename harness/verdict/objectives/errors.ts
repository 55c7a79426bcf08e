import type { RequestTotals } from '../../measure/request-facts.ts';
import { isError } from '../../transport/answer-status.ts';
import { count, share } from '../figures.ts';
import { failingShare } from './failing-share.ts';

/** Requests that the system may fail its users: fast rejections do not pass either. */
export const errors = failingShare({
  name: 'errors',
  default: '0.1%',
  help: 'Requests that may end in 5xx, 429, a transport failure or a timeout.',
  later: false,
  counted: { bad: ({ errors }) => errors, verb: 'failed' },
  compared: { metric: 'errors', title: 'Errors' },
  brokenSentence: ({ limit, value }, { totals }) =>
    `${share(value)} of requests failed (${share(limit)} is allowed): ${failures(totals)}${ordered(totals)}.`,
});

/** What of it was an operator's decision. */
function ordered({ decided }: RequestTotals): string {
  return decided === undefined ? '' : `; ${count(decided)} of them were throttled, as somebody had ordered`;
}

/** `12 × 504, 3 × refused`: how requests failed, most frequent first. */
function failures({ byStatus, byFailure }: RequestTotals): string {
  const parts = [
    ...Object.entries(byStatus).filter(([status]) => isError(Number(status))),
    ...Object.entries(byFailure),
  ];
  return parts
    .sort(([, a], [, b]) => b - a)
    .map(([how, times]) => `${count(times)} × ${how}`)
    .join(', ');
}
