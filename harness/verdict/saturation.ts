/** A pool whose CPU is fuller than this is what limits the ceiling. */
const BUSY = 0.9;

/** What kept callers that wait from getting more answers. @param cpu the pool's mean CPU share; null: nobody measured */
export function saturationLimit(cpu: number | null): 'pool' | 'generator' {
  return cpu !== null && cpu >= BUSY ? 'pool' : 'generator';
}
