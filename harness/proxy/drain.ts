import { uniform } from '../../mock-service/time/random.ts';

/** A stretch of the users, by their place in [0, 1), that belonged to one pool when the present move began. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly pool: number;
}

/**
 * Who belongs to which pool while users are moved to `target`: of every stretch of another pool a share that grows linearly from 0
 * at `startedAt` to 1 after `overMs` belongs to the target. From an undivided start that is: the user belongs to the target when
 * its place is below the target's weight. Each user moves once, and a new move starts from the present division.
 */
export interface Drain {
  readonly stretches: readonly Stretch[];
  readonly target: number;
  readonly startedAt: number;
  readonly overMs: number;
  /** It stands still from this moment on; left out: it moves. */
  readonly heldAt?: number;
}

/** Everybody at one pool. */
export function settledAt(pool: number): Drain {
  return { stretches: [{ from: 0, to: 1, pool }], target: pool, startedAt: 0, overMs: 0 };
}

/** A user's place in (0, 1): the same in every drill. */
export function placeOf(user: number): number {
  return uniform(user);
}

/** The share of the move that is done, 0–1. */
export function progress(drain: Drain, now: number): number {
  const at = drain.heldAt ?? now;
  if (at >= drain.startedAt + drain.overMs) return 1;
  return Math.max(0, (at - drain.startedAt) / drain.overMs);
}

/** The same move, but that nobody moves from now on. */
export function held(drain: Drain, now: number): Drain {
  return { ...drain, heldAt: drain.heldAt ?? now };
}

/** A move that was held goes on from where it stood; null: it was not. */
export function goneOn({ heldAt, ...drain }: Drain, now: number): Drain | null {
  return heldAt === undefined ? null : { ...drain, startedAt: drain.startedAt + (now - heldAt) };
}

/** The pool of the user at `place`. */
export function poolAt(drain: Drain, place: number, now: number): number {
  const done = progress(drain, now);
  if (done === 1) return drain.target;
  for (const { from, to, pool } of drain.stretches) {
    if (place < to) return place < from + done * (to - from) ? drain.target : pool;
  }
  return drain.target;
}

/** The pools' weights, 0–1; their sum is 1. */
export function weights(drain: Drain, pools: number, now: number): number[] {
  const weight = new Array<number>(pools).fill(0);
  for (const { from, to, pool } of divide(drain, now)) weight[pool] = (weight[pool] as number) + (to - from);
  return weight;
}

/** Begins a move from the present division. */
export function moveTo(drain: Drain, target: number, overMs: number, now: number): Drain {
  return { stretches: divide(drain, now), target, startedAt: now, overMs };
}

function divide(drain: Drain, now: number): Stretch[] {
  const done = progress(drain, now);
  const stretches: Stretch[] = [];
  const add = (from: number, to: number, pool: number) => {
    if (to <= from) return;
    const last = stretches.at(-1);
    if (last?.pool === pool) stretches[stretches.length - 1] = { from: last.from, to, pool };
    else stretches.push({ from, to, pool });
  };
  for (const { from, to, pool } of drain.stretches) {
    const border = done === 1 ? to : from + done * (to - from);
    add(from, border, drain.target);
    add(border, to, pool);
  }
  return stretches;
}
