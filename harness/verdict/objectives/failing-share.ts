import { share } from '../figures.ts';
import { type CountedRequests, type Objective, unjudgedRequests } from './objective.ts';

type Derived = 'unit' | 'asks' | 'print' | 'tile' | 'feelsLag' | 'judge' | 'holdsIn' | 'isLost' | 'brokenUndisturbed';

/** An objective that allows a share of the requests to end badly: all that follows from which those are. */
export function failingShare<Name extends string>(
  own: Omit<Objective<Name, 'share'>, Derived> & { readonly counted: CountedRequests },
): Objective<Name, 'share'> {
  const { bad } = own.counted;
  return {
    ...own,
    ...{ unit: 'share', asks: 'at-most', print: share, tile: null, feelsLag: false },
    judge: (_, { requests }) => {
      const { totals } = requests;
      const ended = totals.offered - totals.interrupted;
      return unjudgedRequests(requests) ?? { value: bad({ ...totals, ended }) / ended, note: null };
    },
    holdsIn: (limit, window) => bad(window) <= limit * window.ended,
    isLost: (limit, drill) => bad(drill) > limit * drill.ended,
    brokenUndisturbed: (limit, { undisturbed }) => bad(undisturbed) > limit * undisturbed.ended,
  };
}
