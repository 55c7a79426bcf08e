import { readDuration, readShare } from '../../../mock-service/settings/units.ts';
import type { SystemUnderTest } from '../../topology/system-under-test.ts';
import { CAPACITY_SEEDS } from '../../verdict/capacity.ts';
import { holdMsFor } from '../../verdict/hold-time.ts';
import { limitIn, OBJECTIVES, type Objectives } from '../../verdict/objectives/objectives.ts';
import { type Flag, type Given, UsageError } from './command.ts';
import { wholeNumber } from './drill-flags.ts';

/** How a capacity is measured. */
export interface CapacityHow {
  readonly pool: string;
  readonly start: 'cold' | 'warm';
  /** A share: 0.01. */
  readonly resolution: number;
  readonly holdMs: number;
  /** Where nobody says how long: less for loads that are further above the highest that has held. */
  readonly holdMsOf?: (aboveHeld: number) => number;
  /** Planned requests per second that no load goes beyond. */
  readonly mostPerSecond?: number;
  /** How often a load is tried of which the generator's machine leaves open whether it holds; 1. */
  readonly tries?: number;
  readonly recovery: boolean;
}

/** How many seeds: so many, and where those leave open whether there is as much as is asked for, at most so many. */
export interface SeedsOfCapacity {
  readonly first: number;
  readonly most: number;
}

const VIRTUAL_RESOLUTION = 0.01;
const LIVE_RESOLUTION = 0.05;
const [FINEST, COARSEST] = [0.001, 0.5];

/** The flags that say how. */
export const CAPACITY_FLAGS = {
  pool: { value: 'NAME', help: 'The pool that has to bear all of the load (default alternate).' },
  cold: { help: 'Each probe starts with empty caches, as a failover finds them (default).' },
  warm: { help: 'Each probe starts with full caches.' },
  resolution: {
    value: 'SHARE',
    help: 'How closely capacity is found (default 1% with --virtual, 5% live). The finer, the longer each load is held.',
  },
  hold: {
    value: 'DURATION',
    help: 'Hold each load longer than the resolution asks for, so that a long ttl can act. Shorter is refused.',
  },
  'no-recovery': { help: 'Do not look for the load at which service comes back once overloaded.' },
} as const satisfies Record<string, Flag>;

/** @throws UsageError */
export function readCapacityHow(given: Given, topology: SystemUnderTest, clock: 'live' | 'virtual'): CapacityHow {
  const pool = given.text('pool') ?? 'alternate';
  const pools = Object.keys(topology.pools);
  if (!pools.includes(pool)) throw new UsageError(`there is no pool ${pool}; there are ${pools.join(', ')}`);
  if (given.has('cold') && given.has('warm')) throw new UsageError('--cold and --warm exclude each other');
  if (!canBreak(topology.objectives)) {
    throw new UsageError('the topology judges neither timeouts nor errors nor p99: no load is too much for it');
  }
  const resolution = readResolution(given.text('resolution'), clock);
  return {
    ...{ pool, resolution },
    start: given.has('warm') ? 'warm' : 'cold',
    holdMs: readHold(given.text('hold'), topology.proxy.timeoutMs, resolution),
    recovery: !given.has('no-recovery'),
  };
}

/** Whether any objective that is asked for is one of a load that is held. */
function canBreak(objectives: Objectives): boolean {
  return OBJECTIVES.some(each => each.holdsIn !== null && limitIn(objectives, each) !== null);
}

function readResolution(text: string | undefined, clock: 'live' | 'virtual'): number {
  if (text === undefined) return clock === 'virtual' ? VIRTUAL_RESOLUTION : LIVE_RESOLUTION;
  const share = readShare(text) ?? Number(text);
  if (share >= FINEST && share <= COARSEST) return share;
  throw new UsageError(`--resolution must be a share from 0.1% to 50%, not ${text}`);
}

/** A hold too short to show an onset would let loads pass that are too much. */
function readHold(text: string | undefined, timeoutMs: number, resolution: number): number {
  const neededMs = holdMsFor(timeoutMs, resolution);
  if (text === undefined) return neededMs;
  const holdMs = readDuration(text);
  if (holdMs === undefined) throw new UsageError(`--hold must be a duration such as 10m, not ${text}`);
  if (holdMs >= neededMs) return holdMs;
  throw new UsageError(
    `--hold ${text} is too short: at a resolution of ${resolution * 100}% and a timeout of ${timeoutMs / 1000} s the first timeout ` +
      `may take that long to show that a load held for less than ${Math.ceil(neededMs / 1000)}s would pass wrongly`,
  );
}

/** As many as are asked for; live one, virtually as many as it takes. */
export function seedsOf(given: Given, clock: 'live' | 'virtual'): SeedsOfCapacity {
  const fixed = (seeds: number): SeedsOfCapacity => ({ first: seeds, most: seeds });
  if (given.text('repeat') !== undefined) return fixed(wholeNumber(given, 'repeat', 1, 1));
  return clock === 'virtual' ? CAPACITY_SEEDS : fixed(1);
}
