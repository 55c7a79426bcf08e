import { WINDOW_REQUESTS, type WindowP99 } from '../../measure/worst-window.ts';
import { ms } from '../figures.ts';
import { notApplicable, type Objective, unjudgedRequests } from './objective.ts';

/** p99 ≤ limit exactly when at most one in a hundred is slower than the limit. */
const SLOWER = 0.01;

/** The 99th percentile of response times in the worst window of ten seconds. */
export const p99: Objective<'p99', 'ms'> = {
  name: 'p99',
  unit: 'ms',
  asks: 'at-most',
  default: '800ms',
  help: '99th percentile in the worst window of 10 s.',
  later: false,
  print: ms,
  tile: 'Worst p99',
  feelsLag: true,
  counted: null,
  compared: { metric: 'worstP99Ms', title: 'Worst 10 s p99' },
  judge: (_, { requests }) => {
    const { timed, worstWindow, responseTimeMs } = requests;
    if (worstWindow !== null) return { value: worstWindow.p99Ms, note: windowNote(worstWindow) };
    const unjudged = unjudgedRequests(requests);
    if (unjudged !== null) return unjudged;
    if (timed < WINDOW_REQUESTS || responseTimeMs.p99 === null) {
      return notApplicable(`too few requests for a p99: ${timed}, of the ${WINDOW_REQUESTS} it takes`);
    }
    return { value: responseTimeMs.p99, note: `of the whole drill: no 10 s had ${WINDOW_REQUESTS} requests` };
  },
  holdsIn: (_, { ended, slow }) => slow <= SLOWER * ended,
  isLost: (limit, { worstP99Ms }) => worstP99Ms !== null && worstP99Ms > limit,
  brokenUndisturbed: (limit, { totals, undisturbed }) => {
    const { worstWindow, ended } = undisturbed;
    // Without windows the whole drill was judged; it is undisturbed if every request of it is.
    return worstWindow === null ? ended === totals.offered - totals.interrupted : worstWindow.p99Ms > limit;
  },
  brokenSentence: ({ limit, value, note }) =>
    `The p99 response time was ${ms(value)}${note === null ? '' : ` (${note})`}; ${ms(limit)} is allowed.`,
};

function windowNote({ fromS }: WindowP99): string {
  return `worst 10 s: ${fromS}–${fromS + 10} s`;
}
