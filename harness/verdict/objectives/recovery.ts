import { rate, seconds } from '../figures.ts';
import { noData, notApplicable, type Objective } from './objective.ts';

/** How long service takes to come back once the last trigger of its trouble is gone. */
export const recovery: Objective<'recovery', 'ms'> = {
  name: 'recovery',
  unit: 'ms',
  asks: 'at-most',
  default: '60s',
  help: 'From the end of the trigger to normal service.',
  later: false,
  print,
  tile: 'Recovery',
  feelsLag: false,
  counted: null,
  compared: null,
  judge: (limit, { recovery, wasBroken, endS }) => {
    const { triggerGoneS, recoveredS, windowS, outcome, loadPerSecond } = recovery;
    if (triggerGoneS === null) return notApplicable('no operation ended a trigger');
    if (windowS === null) {
      return wasBroken
        ? noData('less than 3 s of load after the trigger was gone')
        : notApplicable('nothing was broken');
    }
    if (outcome === 'as-before') return notApplicable('service was as it had been before the trigger');
    if (recoveredS !== null && outcome !== 'back-at-less-load') {
      return { value: (recoveredS - triggerGoneS) * 1000, note: null };
    }
    const waited = (recovery.seenS ?? endS - triggerGoneS) * 1000;
    const how = outcome === 'back-at-less-load' ? `load fell to ${rate(loadPerSecond as number)}` : 'load ended';
    if (waited >= limit) return { value: waited, note: `not recovered when ${how}`, status: 'broken' };
    // It may yet have recovered in time: nobody has seen it.
    return noData(`not recovered when ${how}, ${Math.round(waited / 1000)} s after the trigger was gone`);
  },
  holdsIn: null,
  // Dropped iterations only make it look better than it is.
  brokenUndisturbed: (_, { undisturbed }) => undisturbed.failedFromS === null,
  isLost: () => false,
  brokenSentence: ({ limit, value, note }) =>
    note === null
      ? `Service was back ${print(value)} after the trigger was gone; ${print(limit)} is allowed.`
      : `Service did not come back in the ${print(value)} after the trigger was gone; ${print(limit)} is allowed.`,
};

function print(ms: number): string {
  return seconds(ms / 1000);
}
