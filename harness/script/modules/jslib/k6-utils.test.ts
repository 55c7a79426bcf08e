import { beforeEach, expect, test, vi } from 'vitest';
import { EPOCH_MS, TestDrill } from '../test-drill.ts';

const drill = new TestDrill();
vi.mock('k6', () => ({ check: (...args: unknown[]) => drill.module('k6').check(...args) }));
vi.mock('k6/execution', () => ({ default: drill.module('k6/execution') }));
const utils = await import('./k6-utils.ts');

beforeEach(() => {
  vi.spyOn(Math, 'random');
  return () => vi.restoreAllMocks();
});

function draw(...values: number[]): void {
  for (const value of values) vi.mocked(Math.random).mockReturnValueOnce(value);
}

test('random numbers include both ends', () => {
  draw(0, 0.9999);
  expect([utils.randomIntBetween(3, 5), utils.randomIntBetween(3, 5)]).toEqual([3, 5]);
});

test('random items and strings', () => {
  draw(0.99, 0, 0.5, 0.99);
  expect([utils.randomItem(['a', 'b']), utils.randomString(3, 'xyz')]).toEqual(['b', 'xyz']);
  expect(utils.randomString(20)).toMatch(/^[a-z]{20}$/);
  expect(utils.uuidv4()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('findBetween gives the first or all', () => {
  const text = '<a>1</a><a>2</a><a>3';
  expect(utils.findBetween(text, '<a>', '</a>')).toBe('1');
  expect(utils.findBetween(text, '<a>', '</a>', true)).toEqual(['1', '2']);
  expect(utils.findBetween(text, '<b>', '</b>')).toBe(null);
});

test('normal distribution stages rise to their top in the middle', () => {
  const stages = utils.normalDistributionStages(100, 110, 9);
  expect(stages.map(stage => stage.target)).toEqual([0, 2, 8, 33, 76, 100, 76, 33, 8, 2, 0]);
  expect(stages[0]?.duration).toBe('10s');
});

test.each([
  ['1h30m', 5_400_000],
  ['1d2s', 86_402_000],
  ['1.5s500ms', 2000],
  ['250', 250],
])('parseDuration(%j) is %d', (text, expected) => {
  expect(utils.parseDuration(text)).toBe(expected);
  expect(() => utils.parseDuration(`${text}!`)).toThrow('is not a duration');
});

test('check waits for tests that give promises', async () => {
  drill.metrics.samples.length = 0;
  expect(utils.check(5, { odd: (value: number) => value % 2 === 1 })).toBe(true);
  expect(await utils.check(5, { later: async () => false, now: true })).toBe(false);
  expect(drill.metrics.samples).toEqual([
    { metric: 'checks', value: 1, tags: { check: 'odd' } },
    { metric: 'checks', value: 0, tags: { check: 'later' } },
    { metric: 'checks', value: 1, tags: { check: 'now' } },
  ]);
});

const stages = [
  { duration: '10s', target: 100 },
  { duration: '10s', target: 100 },
  { duration: '10s', target: 0 },
];

test.each([
  [0, 0, 'ramp-up'],
  [10, 1, 'steady'],
  [25, 2, 'ramp-down'],
  [99, 2, 'ramp-down'],
])('%d s into its scenario a VU is in stage %d, %s', (elapsedS, stage, profile) => {
  // The scenario of the test drill starts at 1 s.
  vi.spyOn(Date, 'now').mockReturnValue(EPOCH_MS + 1000 + elapsedS * 1000);
  drill.execution.options.scenarios = { load: { stages } };
  expect(utils.getCurrentStageIndex()).toBe(stage);
  utils.tagWithCurrentStageIndex();
  utils.tagWithCurrentStageProfile();
  expect(drill.vu.tags.toObject()).toMatchObject({ stage: String(stage), stage_profile: profile });
});

test('a scenario without stages has no stage', () => {
  drill.execution.options.scenarios = { load: {} };
  expect(() => utils.getCurrentStageIndex()).toThrow(
    "the scenario 'load' has no stages: only ramping-vus and ramping-arrival-rate have",
  );
});
