import { mix } from '../../mock-service/time/random.ts';
import type { ProxyConfig, SlowStartConfig } from '../topology/topology.ts';
import type { RoutedInstance } from './routed-instance.ts';

/** What an instance has of its share at least, Envoy's `min_weight_percent`. */
const LEAST_WEIGHT = 0.1;

/**
 * The part of its share that an instance has `sinceMs` after it came, Envoy's formula: max(10 %, (t ÷ window)^(1 ÷ aggression)), and all of it
 * from the window's end on.
 */
export function slowStartWeight({ windowMs, aggression }: SlowStartConfig, sinceMs: number): number {
  if (sinceMs >= windowMs) return 1;
  // Envoy counts at least a unit of its time, so that there is a logarithm.
  return Math.max(LEAST_WEIGHT, Math.exp(Math.log(Math.max(1, sinceMs) / windowMs) / aggression));
}

/**
 * An instance for a user's request while some have less than their share: each is chosen in the ratio of the weights, whatever the balance.
 * By user, with weighted rendezvous hashing (whoever moves as a weight grows moves to that instance); in turn, as nginx's smooth weighted
 * round-robin; by requests under way, the one that has the fewest for its weight.
 *
 * @param turn where to start looking, so that equals are not always decided for the first.
 * @param avoid is passed over unless it is the only one: a retry goes elsewhere.
 */
export function weighted(
  balance: ProxyConfig['balance'],
  instances: readonly RoutedInstance[],
  { user, turn, avoid, now }: { user: number; turn: number; avoid: RoutedInstance | null; now: number },
): RoutedInstance | null {
  let best: RoutedInstance | null = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (let i = 0; i < instances.length; i++) {
    const instance = instances[(turn + i) % instances.length] as RoutedInstance;
    const weight = instance.weight(now);
    total += weight;
    const score = scoreOf(balance, instance, weight, user);
    if (score <= bestScore || (instance === avoid && instances.length > 1)) continue;
    best = instance;
    bestScore = score;
  }
  if (best !== null && balance === 'round-robin') best.credit -= total;
  return best;
}

function scoreOf(balance: ProxyConfig['balance'], instance: RoutedInstance, weight: number, user: number): number {
  switch (balance) {
    case 'hash-user':
      // Of equal weights the one whose mixed key is highest, as without weights.
      return Math.log((mix(instance.key, user) + HALF_RANGE + 0.5) / (2 * HALF_RANGE)) / weight;
    case 'round-robin':
      instance.credit += weight;
      return instance.credit;
    case 'least-request':
      return -(instance.inFlight + 1) / weight;
  }
}

/** Mixed keys are signed 32-bit numbers. */
const HALF_RANGE = 0x80000000;
