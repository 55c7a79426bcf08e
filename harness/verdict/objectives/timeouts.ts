import { count, share } from '../figures.ts';
import { failingShare } from './failing-share.ts';

/** Requests that may time out; by default none. */
export const timeouts = failingShare({
  name: 'timeouts',
  default: 'none',
  help: 'Requests that may time out: none, or a share; off: not judged.',
  later: false,
  counted: { bad: ({ timeouts }) => timeouts, verb: 'timed out' },
  compared: { metric: 'timeouts', title: 'Timeouts' },
  brokenSentence: ({ limit, value }, { totals, onset }) => {
    const allowed = limit === 0 ? 'none is allowed' : `${share(limit)} is allowed`;
    const ended = totals.offered - totals.interrupted;
    return `${count(totals.timeouts)} of ${count(ended)} requests timed out (${share(value)}; ${allowed}). ${onset}`;
  },
});
