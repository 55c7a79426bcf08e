import { count, ms, share } from '../verdict/figures.ts';
import type { Apart } from './apart.ts';
import type { Fit } from './calibration-fit.ts';
import type { Demand } from './demands.ts';

/** Why a cost cannot be known, and what would help. @param notTold the cache's answer is not told by route */
export function unknownSentence({ name, unknown, seconds, interval, count }: Demand, notTold: boolean): string {
  const range = `between ${ms(1000 * interval[0])} and ${ms(1000 * interval[1])}`;
  if (notTold)
    return `${name} is not identifiable: telemetry does not tell what the cache said by route. Add that as a label of the requests, or leave the route's own cost out of the topology: it then shares the topology's.`;
  switch (unknown?.kind) {
    case 'moves-with': {
      const others = unknown.others.join(' and ');
      return `${name} is not identifiable: its requests come as those of ${others} do, and it may be ${range}. ${remedyOf(name, unknown.others)}`;
    }
    case 'too-little':
      return `${name} is not identifiable: ${Math.round(count)} requests leave it ${range}. A longer time, or one in which more of them come.`;
    default:
      return `${name} is ${ms(1000 * seconds)}, ${range}.`;
  }
}

/** What would tell costs apart that come together. */
function remedyOf(name: string, others: readonly string[]): string {
  const isCache = [name, ...others].every(each => /(?:hit|miss)$/.test(each));
  const probe = 'a probe on staging that sends one of them alone, on top of load that is like the peak';
  if (isCache)
    return `A time with another hit ratio would tell them apart (the minutes after a restart, a flush), or ${probe}.`;
  return `An hour in which one comes without the other would tell them apart, or ${probe}; or leave their own costs out of the topology, so that they share one.`;
}

/** `cpu of primary: 52% in the twin, 61% measured (-9 points; 5 are allowed), in …`. */
export function apartSentence({ figure, unit, observed, predicted, bias, limit }: Apart, where: string): string {
  const signed = (value: number): string => `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)}`;
  const relative = `${signed(bias)} %; ${(100 * limit).toFixed(0)} % is allowed`;
  const [text, apart] = {
    share: [share, `${signed(bias)} points; ${(100 * limit).toFixed(1)} are allowed`] as const,
    ms: [ms, relative] as const,
    calls: [(value: number) => value.toFixed(1), relative] as const,
    restarts: [count, `as many are expected`] as const,
  }[unit];
  return `${figure}: ${text(predicted)} in the twin, ${text(observed)} measured (${apart}), ${where}.`;
}

/** What a reader of a fit ought to know beside its costs. */
export function fitSentences({ demands: { contradicted }, bend }: Pick<Fit, 'demands' | 'bend'>): string[] {
  const waiting = contradicted.map(
    path =>
      `${path} rests on CPU time alone: what its requests waited differs from it by more than chance, so they wait for something else than a core.`,
  );
  if (bend === null) return waiting;
  const at = ({ busy, more }: { readonly busy: number; readonly more: number }): string =>
    `${share(Math.abs(more))} ${more > 0 ? 'more' : 'less'} at ${share(busy)} of the CPU`;
  return [
    ...waiting,
    `Costs go with the load: they are ${at(bend.quiet)} than was fitted, and ${at(bend.busy)}. Each is fitted as one number; { idle, busy } can say both ends.`,
  ];
}
