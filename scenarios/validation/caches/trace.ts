/**
 * Fifteen lookups, one after the other, through a cache of three entries. On paper, newest entry first, marks as *:
 *
 *     lookup  LRU          FIFO         SIEVE, the hand at ^
 *     A B C   C B A        C B A        C B A
 *     A       A C B  hit   C B A  hit   C B A*^    hit
 *     D       D A C        D C B        D C^A
 *     B       B D A        D C B  hit   B D^A
 *     E       E B D        E D C        E B^A
 *     A       A E B        A E D        E B^A*     hit
 *     D       D A E        A E D  hit   D E^A*
 *     E       E D A  hit   A E D  hit   D E*^A*    hit
 *     B       B E D        B A E        B E A*^
 *     A       A B E        B A E  hit   B E A*^    hit
 *     E       E A B  hit   B A E  hit   B E*A*^    hit
 *     D       D E A        D B A        D E A^
 *     B       B D E        D B A  hit   B D E^
 *     hits    3            7            5
 *
 * SIEVE keeps what was asked for again (A through the scan of D, B, E) without moving it, and its hand stays where it took the
 * last one. A hit is answered at once, a miss waits for the directory.
 */
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { read } from '../lib/reads.ts';

const TRACE = 'ABCADBEADEBAEDB';
/** Half of what the directory takes, ms. */
const AT_ONCE = 50;

const hits = new Counter('hits');

export const options: Options = { scenarios: { trace: { executor: 'shared-iterations', vus: 1, iterations: 1 } } };

export default function trace(): void {
  for (let i = 0; i < TRACE.length; i++) {
    hits.add(read(TRACE.charCodeAt(i) - 65).timings.duration < AT_ONCE ? 1 : 0);
  }
}
