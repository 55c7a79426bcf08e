import { expect, it } from 'vitest';
import type { VuContext } from '../script/runtime/script-runtime.ts';
import { blocking, TestLoad } from './test-load.ts';

/** Runs a drill whose life functions note what `of` sees in them, once before and once after they have waited. */
function seenIn(of: (vu: VuContext, drill: TestLoad) => unknown): Record<string, unknown[]> {
  const seen: Record<string, unknown[]> = {};
  const drill: TestLoad = new TestLoad((_, vu) => {
    const noting = (name: string) =>
      blocking(function* () {
        seen[name] = [of(vu, drill)];
        yield drill.sleep(100);
        seen[name].push(of(vu, drill));
      });
    return {
      options: { iterations: 1, tags: { team: 'identity' } },
      setup: noting('setup'),
      default: blocking(function* () {
        yield drill.sleep(100);
      }),
      teardown: noting('teardown'),
      handleSummary: noting('handleSummary'),
    };
  });
  drill.run();
  return seen;
}

it('is by the VU number 0, in no iteration and not late', () => {
  const seen = seenIn(({ id, iteration, iterationLagMs, phase }) => [id, iteration, iterationLagMs, phase]);
  expect(seen).toEqual({
    setup: Array(2).fill([0, 0, 0, 'setup']),
    teardown: Array(2).fill([0, 0, 0, 'teardown']),
    handleSummary: Array(2).fill([0, 0, 0, 'summary']),
  });
});

it('is due when it is called', () => {
  expect(seenIn(({ iterationDueAt }) => iterationDueAt)).toEqual({
    setup: [0, 0],
    teardown: [200, 200],
    handleSummary: [300, 300],
  });
});

it('has a group of its name around setup and teardown, and none around handleSummary', () => {
  const seen = seenIn(({ groupPath, tags }) => [groupPath, tags.toObject()]);
  expect(seen).toEqual({
    setup: Array(2).fill(['::setup', { team: 'identity', group: '::setup' }]),
    teardown: Array(2).fill(['::teardown', { team: 'identity', group: '::teardown' }]),
    handleSummary: Array(2).fill(['', { team: 'identity' }]),
  });
});

it('has random numbers of its own, the same in every drill of a seed', () => {
  const numbers = (): unknown[] => Object.values(seenIn(vu => vu.random())).flat();
  expect(numbers()).toEqual(numbers());
  expect(new Set(numbers()).size).toBe(6);
});

it('is the current VU again after it has waited, and its module is told', () => {
  let current: VuContext | null = null;
  let entered = 0;
  const seen = seenIn((vu, { runtime }) => {
    current = runtime.current;
    runtime.current = undefined as unknown as VuContext;
    return current === vu;
  });
  expect(seen).toEqual({ setup: [true, true], teardown: [true, true], handleSummary: [true, true] });
  const drill: TestLoad = new TestLoad(() => ({}), {
    instantiate: () => ({
      exports: {
        setup: blocking(function* () {
          yield drill.sleep(100);
        }),
        default: () => {},
      },
      enter: () => void entered++,
    }),
  });
  drill.run();
  expect(entered).toBeGreaterThanOrEqual(3);
});
