import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blocking, TestLoad } from './test-load.ts';

const ms = (max: number) => fc.integer({ min: 0, max });
const stages = fc.array(fc.record({ duration: ms(3000), target: fc.integer({ min: 0, max: 8 }) }), {
  minLength: 1,
  maxLength: 4,
});
const base = { startTime: ms(3000), gracefulStop: ms(2000) };
const vus = fc.integer({ min: 1, max: 4 });
const scenario = fc.oneof(
  fc.record({
    executor: fc.constant('constant-arrival-rate'),
    rate: fc.integer({ min: 1, max: 20 }),
    duration: fc.integer({ min: 1, max: 4000 }),
    preAllocatedVUs: vus,
    ...base,
  }),
  fc.record({
    executor: fc.constant('ramping-arrival-rate'),
    startRate: fc.integer({ min: 0, max: 9 }),
    stages,
    preAllocatedVUs: vus,
    ...base,
  }),
  fc.record({ executor: fc.constant('constant-vus'), vus, duration: fc.integer({ min: 1, max: 4000 }), ...base }),
  fc.record({ executor: fc.constant('ramping-vus'), startVUs: vus, stages, gracefulRampDown: ms(2000), ...base }),
  fc.record({
    executor: fc.constant('shared-iterations'),
    vus,
    iterations: fc.integer({ min: 4, max: 12 }),
    maxDuration: fc.integer({ min: 1, max: 4000 }),
    ...base,
  }),
  fc.record({
    executor: fc.constant('per-vu-iterations'),
    vus,
    iterations: fc.integer({ min: 1, max: 5 }),
    maxDuration: fc.integer({ min: 1, max: 4000 }),
    ...base,
  }),
);

it('whatever the scenarios, iterations and interrupts: everything due is accounted for and nothing is left behind', () => {
  const given = fc.record({
    scenarios: fc.dictionary(fc.constantFrom('a', 'b', 'c'), scenario, { minKeys: 1, maxKeys: 3 }),
    spacing: fc.constantFrom('even' as const, 'poisson' as const),
    longestMs: fc.constantFrom(100, 500, 4000),
    stopAt: fc.option(ms(6000), { nil: null }),
    warms: fc.boolean(),
  });
  fc.assert(
    fc.property(given, ({ scenarios, spacing, longestMs, stopAt, warms }) => {
      let running = 0;
      const load: TestLoad = new TestLoad(
        (_, vu) => ({
          options: { scenarios },
          default: blocking(function* () {
            running++;
            const chance = vu.random();
            if (chance > 0.1) yield load.sleep(chance * longestMs);
            running--;
            if (chance > 0.9) throw new Error('unlucky');
          }),
        }),
        { spacing, log: () => {}, ...(warms ? { warm: (_: unknown, done: () => void) => done() } : {}) },
      );
      if (stopAt !== null) load.at(stopAt, () => load.engine.stop('enough'));
      const { generator, scenarios: accounts } = load.run();
      const { dueIterations, startedIterations, droppedIterations, interruptedIterations } = generator;
      expect(dueIterations).toBe(startedIterations + droppedIterations);
      expect(Object.values(accounts).reduce((sum, { due }) => sum + due, 0)).toBe(dueIterations);
      expect(running).toBe(interruptedIterations);
      expect([load.engine.vusActive, load.clock.pending]).toEqual([0, 0]);
    }),
    { numRuns: 150 },
  );
});
