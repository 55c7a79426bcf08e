import { expect, it } from 'vitest';
import { parseOptions } from './options.ts';
import { TestLoad } from './test-load.ts';
import { preallocation, VuPool } from './vu-pool.ts';

function pool(): VuPool {
  const drill = new TestLoad(() => ({ default: () => {} }));
  drill.engine.prepare();
  return new VuPool(drill.engine);
}

it('makes VUs as they are taken, and gives the most recently returned out first', () => {
  const vus = pool();
  const taken = [vus.take(), vus.take(), vus.take()];
  expect(taken.map(({ id }) => id)).toEqual([1, 2, 3]);
  for (const vu of taken) vus.give(vu);
  expect([vus.take().id, vus.take().id, vus.all.length]).toEqual([3, 2, 3]);
});

it('makes no more than are missing, of which the first made is the first taken', () => {
  const vus = pool();
  vus.give(vus.take());
  vus.preallocate(3);
  vus.preallocate(2);
  expect(vus.all.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect([vus.take().id, vus.take().id, vus.take().id]).toEqual([1, 2, 3]);
});

it('plans the most VUs that scenarios need at one time, with those that may still finish', () => {
  const looping = (vus: number, startTime: string, gracefulStop: string) => ({
    ...{ executor: 'constant-vus', vus, duration: '10s', startTime, gracefulStop },
  });
  const planned = (scenarios: Record<string, unknown>): number => {
    const { options, problems } = parseOptions({ scenarios });
    expect(problems).toEqual([]);
    return preallocation(options.scenarios);
  };
  expect(planned({ a: looping(3, '0s', '5s'), b: looping(4, '14s', '0s') })).toBe(7);
  expect(planned({ a: looping(3, '0s', '5s'), b: looping(4, '15s', '0s') })).toBe(4);
  expect(planned({ a: looping(3, '5s', '0s'), b: looping(4, '0s', '0s') })).toBe(7);
  expect(preallocation([])).toBe(0);
});
