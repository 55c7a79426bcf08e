/** What became of a load that was held: `unclear` where the generator, not the system, could not bear it. */
export type ProbeOutcome = 'held' | 'broke' | 'unclear';

/** One load that was tried, in any unit. */
export interface TriedLoad {
  readonly load: number;
  readonly outcome: ProbeOutcome;
  /** Share of the busiest resource that it used; null or left out: nobody has measured it. */
  readonly used?: number | null;
}

export interface SearchPlan {
  /** The first load. */
  readonly start: number;
  /** The search is over when the lowest load that broke is at most this share above the highest that held: 0.01. */
  readonly resolution: number;
  /** Loads beyond these are not tried. */
  readonly least: number;
  readonly most: number;
}

/** What is known after a search. */
export interface Bracket {
  /** The highest load that held below any that did not; null: none. */
  readonly held: number | null;
  /** The lowest that did not; null: none. */
  readonly broke: number | null;
  /** `broke` is only the generator's limit. */
  readonly unclear: boolean;
}

/** Decides what to try next. @returns null when enough is known */
export type NextLoad = (tried: readonly TriedLoad[], plan: SearchPlan) => number | null;

/** Up or down by this factor until one load has held and another has not. */
const GALLOP = 1.5;
/** The first steps of a staircase. */
const TREAD = 1.2;
/** Loads that are equal but for rounding. */
const SAME = 1e-9;

/**
 * Capacity by bisection: gallops to a bracket, then halves it (by the geometric mean, since resolution is a share). Every answer is
 * taken for what it is, so an answer that chance turned costs at most the part of the bracket that it cut off.
 */
export const bisection: NextLoad = (tried, plan) => {
  const { held, broke } = bracketOf(tried);
  if (held === null || broke === null) return gallop(held, broke, plan, GALLOP);
  return isNarrow(held, broke, plan) ? null : Math.sqrt(held * broke);
};

/**
 * Capacity by a staircase, for a system that must not be hit far above what it bears: up by large steps until one breaks, then from
 * the last that held up by steps of the resolution until one breaks again.
 */
export const staircase: NextLoad = (tried, plan) => {
  const { held, broke } = bracketOf(tried);
  if (held === null || broke === null) return gallop(held, broke, plan, TREAD);
  if (isNarrow(held, broke, plan)) return null;
  const step = held * (1 + plan.resolution);
  // The last step may be a narrower one.
  return step < broke * (1 - SAME) ? step : Math.sqrt(held * broke);
};

/** Of the script's own highest load: where a climb begins. */
const FOOT = 0.25;
/** Steps are large as long as they leave so much of the busiest resource unused. */
const LEFT = 0.3;

/**
 * Capacity by a climb, for a system that exists: upward only, over at the first load that does not hold. By large steps while what was used of the
 * system says that they will hold, else, and where nobody measures it, by those of the resolution. No load is more than a step above one that held.
 */
export const climb: NextLoad = (tried, { start, resolution, most }) => {
  const last = tried.at(-1);
  if (last === undefined) return Math.min(most, start * FOOT);
  if (last.outcome !== 'held' || last.load >= most * (1 - SAME)) return null;
  const isFar = (last.used ?? 1) * TREAD <= 1 - LEFT;
  return Math.min(most, last.load * (1 + (isFar ? Math.max(TREAD - 1, resolution) : resolution)));
};

/** What the answers so far say: where they contradict each other, the lowest load that did not hold counts. */
export function bracketOf(tried: readonly TriedLoad[]): Bracket {
  let broke: TriedLoad | null = null;
  for (const each of tried) if (each.outcome !== 'held' && (broke === null || each.load < broke.load)) broke = each;
  let held: number | null = null;
  for (const { load, outcome } of tried) {
    if (outcome === 'held' && (broke === null || load < broke.load) && (held === null || load > held)) held = load;
  }
  return { held, broke: broke?.load ?? null, unclear: broke?.outcome === 'unclear' };
}

function gallop(held: number | null, broke: number | null, plan: SearchPlan, factor: number): number | null {
  const next = held !== null ? held * factor : broke !== null ? broke / factor : plan.start;
  if (held !== null && held >= plan.most * (1 - SAME)) return null;
  if (broke !== null && broke <= plan.least * (1 + SAME)) return null;
  return Math.min(plan.most, Math.max(plan.least, next));
}

function isNarrow(held: number, broke: number, { resolution }: SearchPlan): boolean {
  return broke / held <= (1 + resolution) * (1 + SAME);
}

/** The smallest whole number, from 1, that holds: as many instances as are needed. @returns what to try next, null when it is known */
export function fewest(tried: readonly TriedLoad[], start: number, most: number): number | null {
  const enough = Math.min(...tried.filter(({ outcome }) => outcome === 'held').map(({ load }) => load));
  const few = Math.max(
    0,
    ...tried.filter(({ load, outcome }) => outcome !== 'held' && load < enough).map(({ load }) => load),
  );
  if (enough === Number.POSITIVE_INFINITY) {
    if (few === 0) return Math.min(start, most);
    return few >= most ? null : Math.min(most, Math.ceil(few * GALLOP));
  }
  if (enough - few <= 1) return null;
  return few === 0 && enough > 2 ? Math.floor(enough / GALLOP) : Math.floor((few + enough) / 2);
}
