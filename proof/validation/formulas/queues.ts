/**
 * Queueing theory in closed form (ground-truth §1). Times are in units of the mean service time, so the service rate μ is 1;
 * `load` is the utilisation ρ = λ/(cμ) of `cores` servers. Sources: A. K. Erlang 1917; F. Pollaczek 1930 and A. Khinchine 1932;
 * C. Palm 1957 for abandonment.
 */

/** The chance that an arrival finds all of `cores` busy when none may wait: B(0) = 1, B(k) = a·B(k−1)/(k + a·B(k−1)). */
export function erlangB(cores: number, load: number): number {
  const offered = cores * load;
  let blocked = 1;
  for (let k = 1; k <= cores; k++) blocked = (offered * blocked) / (k + offered * blocked);
  return blocked;
}

/** The chance that an arrival waits: C = B/(1 − ρ(1 − B)), ρ < 1. */
export function erlangC(cores: number, load: number): number {
  const blocked = erlangB(cores, load);
  return blocked / (1 - load * (1 - blocked));
}

/** The mean wait in M/M/c: C/(c(1 − ρ)). */
export function meanWait(cores: number, load: number): number {
  return erlangC(cores, load) / (cores * (1 - load));
}

/** P(wait > t) in M/M/c: C·e^(−c(1−ρ)t). */
export function waitTail(cores: number, load: number, t: number): number {
  return erlangC(cores, load) * Math.exp(-cores * (1 - load) * t);
}

/** P(wait + service > t) in M/M/c, for x = c(1 − ρ) ≠ 1: e^(−t) + C(e^(−xt) − e^(−t))/(1 − x). */
export function sojournTail(cores: number, load: number, t: number): number {
  const x = cores * (1 - load);
  const served = Math.exp(-t);
  return served + (erlangC(cores, load) * (Math.exp(-x * t) - served)) / (1 - x);
}

/** M/M/c/K: `places` requests at most, those on a core included. p_n ∝ Π a/min(i, c). */
export function boundedQueue(cores: number, places: number, load: number): { blocked: number; meanSojourn: number } {
  const offered = cores * load;
  const weights = [1];
  for (let n = 1; n <= places; n++) weights.push(((weights[n - 1] as number) * offered) / Math.min(n, cores));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const blocked = (weights[places] as number) / total;
  const meanInside = weights.reduce((sum, weight, n) => sum + n * weight, 0) / total;
  // Little's law, with what is let in.
  return { blocked, meanSojourn: meanInside / (offered * (1 - blocked)) };
}

/** Pollaczek–Khinchine: the mean wait at one core, Poisson arrivals, costs of squared coefficient of variation `cv2`. */
export function pollaczekWait(load: number, cv2: number): number {
  return (load * (1 + cv2)) / (2 * (1 - load));
}

/** M/M/c+D: callers leave the queue after `patience`. The share of them that do. */
export function abandonment(cores: number, load: number, patience: number): number {
  const arrival = cores * load;
  let weight = 1;
  let free = 1;
  for (let n = 1; n < cores; n++) {
    weight *= arrival / n;
    free += weight;
  }
  const spare = cores - arrival;
  const fade = Math.exp(-spare * patience);
  const waiting = spare === 0 ? patience : (1 - fade) / spare;
  // With p0 = 1: Σ_{n<c} p_n + λ·p_{c−1}·[∫ e^(−dt) dt over the patience + e^(−dτ)/c].
  const total = free + arrival * weight * (waiting + fade / cores);
  return (arrival * weight * fade) / cores / total;
}

/**
 * When the first 504 is seen, in the unit of `timeout`, at one first-come-first-served core without shedding, load ρ > 1: a request
 * that comes at t waits (ρ−1)t, so the first doomed one comes at τ/(ρ−1) and is told τ later (ground-truth §2).
 */
export function firstTimeout(load: number, timeout: number): number {
  return (timeout * load) / (load - 1);
}

/**
 * The mean wait in M/D/c (A. K. Erlang 1909, C. D. Crommelin 1932): what is in the system one service time later is what was there
 * beyond c, and the arrivals since, so that its distribution is the fixed point of that step; the mean then follows by Little's law.
 */
export function fixedServiceWait(cores: number, load: number): number {
  const offered = cores * load;
  const size = Math.ceil(cores + 40 / (1 - load));
  const arrivals = new Float64Array(size);
  arrivals[0] = Math.exp(-offered);
  for (let n = 1; n < size; n++) arrivals[n] = ((arrivals[n - 1] as number) * offered) / n;
  let inside = new Float64Array(size);
  inside[0] = 1;
  for (let step = 0; step < 40 / (1 - load) ** 2; step++) {
    const next = new Float64Array(size);
    for (let n = 0; n < size; n++) {
      const left = Math.max(0, n - cores);
      for (let came = 0; left + came < size; came++)
        next[left + came] = (next[left + came] as number) + (inside[n] as number) * (arrivals[came] as number);
    }
    inside = next;
  }
  const total = inside.reduce((sum, each) => sum + each, 0);
  return inside.reduce((sum, each, n) => sum + each * n, 0) / total / offered - 1;
}
