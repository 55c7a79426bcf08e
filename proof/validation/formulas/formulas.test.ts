import { describe, expect, it } from 'vitest';
import {
  coldHitRatio,
  earlyGap,
  fifoHitRatio,
  fixedTtlHitRatio,
  lruHitRatio,
  recomputesPerCycle,
  slidingTtlHitRatio,
  staleHitRatio,
  zipf,
} from './caches.ts';
import {
  abandonment,
  boundedQueue,
  erlangC,
  firstTimeout,
  meanWait,
  pollaczekWait,
  sojournTail,
  waitTail,
} from './queues.ts';
import { amplification, loadBeforeLoss, utilisation } from './retries.ts';

/** The tables of the literature, as they are printed: the formulas must give them to the last digit. */
describe('queues in closed form', () => {
  it.each([
    [1, 0.8, 0.8, 4.0, 0.654985],
    [4, 0.8, 0.596432, 0.74554, 0.267994],
    [8, 0.9, 0.701533, 0.87692, 0.315219],
  ])('M/M/%i at ρ=%d', (cores, load, waits, mean, tail) => {
    expect(erlangC(cores, load)).toBeCloseTo(waits, 6);
    expect(meanWait(cores, load)).toBeCloseTo(mean, 5);
    expect(waitTail(cores, load, 1)).toBeCloseTo(tail, 6);
  });

  it.each([
    [1, 10, 0.9, 0.050814, 4.6466],
    [4, 20, 1.2, 0.17191, 3.9247],
    [8, 64, 1.2, 0.16667, 7.3752],
  ])('M/M/%i/%i at ρ=%d', (cores, places, load, blocked, sojourn) => {
    expect(boundedQueue(cores, places, load).blocked).toBeCloseTo(blocked, 6);
    expect(boundedQueue(cores, places, load).meanSojourn).toBeCloseTo(sojourn, 4);
  });

  it('Pollaczek–Khinchine', () => {
    expect([0, 1, 4].map(cv2 => pollaczekWait(0.8, cv2))).toEqual([2, 4, 10].map(each => expect.closeTo(each, 9)));
    expect([0, 1, 4].map(cv2 => pollaczekWait(0.9, cv2))).toEqual([4.5, 9, 22.5].map(each => expect.closeTo(each, 9)));
  });

  it('sojourn tails of M/M/8 at ρ=.9', () => {
    expect(sojournTail(8, 0.9, 1)).toBeCloseTo(0.65358, 5);
    expect(sojournTail(8, 0.9, 5)).toBeCloseTo(0.04735, 5);
  });

  it('M/M/8+D, patience 2', () => {
    expect(abandonment(8, 0.95, 2)).toBeCloseTo(0.029649, 6);
    expect(abandonment(8, 1.1, 2)).toBeCloseTo(0.105226, 6);
    expect(abandonment(8, 2, 2)).toBeCloseTo(0.5, 6);
  });

  it('when 504s start', () => {
    expect([1.1, 1.5, 2].map(load => firstTimeout(load, 2))).toEqual([22, 6, 4].map(each => expect.closeTo(each, 9)));
    expect([1.1, 1.2].map(load => firstTimeout(load, 30))).toEqual([330, 180].map(each => expect.closeTo(each, 9)));
  });
});

describe('caches in closed form', () => {
  it.each([
    [1.0, 5000, 0.6654, 0.6267],
    [1.0, 10_000, 0.7373, 0.701],
    [0.8, 5000, 0.3692, 0.3333],
  ])('Zipf %d, %i of 100 000 keys', (exponent, size, lru, fifo) => {
    const shares = zipf(100_000, exponent);
    expect(lruHitRatio(shares, size)).toBeCloseTo(lru, 4);
    expect(fifoHitRatio(shares, size)).toBeCloseTo(fifo, 4);
  });

  it('TTLs', () => {
    const shares = zipf(100_000, 1);
    expect(fixedTtlHitRatio(shares, 1000, 60)).toBeCloseTo(0.7476, 4);
    expect(fixedTtlHitRatio(shares, 1000, 300)).toBeCloseTo(0.8664, 4);
    expect(fixedTtlHitRatio(zipf(1, 1), 2, 3)).toBeCloseTo(6 / 7, 9);
    expect(slidingTtlHitRatio(zipf(1, 1), 2, 3)).toBeCloseTo(1 - Math.exp(-6), 9);
  });

  it('cold start', () => {
    const [uniform, skewed] = [zipf(100_000, 0), zipf(100_000, 1)];
    expect(coldHitRatio(uniform, 1e4)).toBeCloseTo(0.0952, 4);
    expect(coldHitRatio(uniform, 1e5)).toBeCloseTo(0.6321, 4);
    expect(coldHitRatio(skewed, 1e5)).toBeCloseTo(0.8349, 4);
  });

  it('XFetch', () => {
    expect(recomputesPerCycle(1)).toBeCloseTo(Math.E, 12);
    expect(recomputesPerCycle(2)).toBeCloseTo(1.649, 3);
    expect(earlyGap(1, 100, 0.2)).toBeCloseTo(0.7146, 4);
  });

  it('stale answers leave a plain TTL when none may be served', () => {
    expect(staleHitRatio(2, 3, 0)).toBeCloseTo(6 / 7, 9);
    expect(staleHitRatio(2, 3, 1e9)).toBe(1);
  });
});

describe('retries and sizing in closed form', () => {
  it('amplification', () => {
    expect(amplification(3, 0)).toBe(1);
    expect(amplification(3, 0.5)).toBe(1.875);
    expect(amplification(3, 1)).toBe(4);
  });

  it('utilisation and the loss of a site', () => {
    expect(utilisation(1000, 0.9, 1.2, 200)).toBeCloseTo(0.6, 9);
    expect(loadBeforeLoss(4, 0.9)).toBeCloseTo(0.675, 9);
  });
});
