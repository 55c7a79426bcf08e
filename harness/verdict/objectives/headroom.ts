import { ratio } from '../figures.ts';
import { notApplicable, type Objective } from './objective.ts';

const MEASURED_BY = 'headroom capacity measures it';

/** Capacity ÷ regional peak. A drill only estimates it; `capacity` measures it. */
export const headroom: Objective<'headroom', 'ratio'> = {
  name: 'headroom',
  unit: 'ratio',
  asks: 'at-least',
  default: 1.1,
  help: 'Capacity of the alternate ÷ peak.',
  later: false,
  print: ratio,
  tile: 'Headroom',
  feelsLag: false,
  counted: null,
  compared: null,
  judge: (_, { headroom, hold }) => {
    if (headroom !== null) return { value: headroom, note: null };
    if (hold === null || hold.headroom === null) return notApplicable(`not measured: ${MEASURED_BY}`);
    const estimate = `${hold.headroomAtMost ? 'less than ' : 'about '}${ratio(hold.headroom)}`;
    return notApplicable(`estimate ${estimate} (pool load ÷ hold CPU ÷ peak), not judged: ${MEASURED_BY}`);
  },
  holdsIn: null,
  // Dropped iterations only make it look better than it is.
  brokenUndisturbed: () => true,
  isLost: () => false,
  brokenSentence: ({ limit, value }) =>
    `Capacity is ${ratio(value)} times the regional peak; ${ratio(limit)} is asked for.`,
};
