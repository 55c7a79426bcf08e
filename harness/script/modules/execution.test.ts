import { expect, test } from 'vitest';
import { TestAborted } from './execution-state.ts';
import { EPOCH_MS, TestDrill } from './test-drill.ts';

test('tells of scenario, instance, VU and options', () => {
  const drill = new TestDrill({ vus: 3 });
  drill.clock.advance(2500);
  drill.vu.iteration = 9;
  const { scenario, instance, vu, test } = drill.module('k6/execution');
  expect({ ...scenario }).toEqual({
    name: 'load',
    executor: 'constant-vus',
    startTime: EPOCH_MS + 1000,
    progress: 0.25,
    iterationInInstance: 7,
    iterationInTest: 7,
  });
  expect({ ...instance }).toEqual({
    currentTestRunDuration: 2500,
    iterationsCompleted: 3,
    iterationsInterrupted: 1,
    vusActive: 2,
    vusInitialized: 5,
  });
  expect([vu.idInInstance, vu.idInTest, vu.iterationInInstance, vu.iterationInScenario]).toEqual([1, 1, 9, 4]);
  expect(test.options.vus).toBe(3);
});

test('abort tells the engine and ends the iteration', () => {
  const drill = new TestDrill();
  const { test } = drill.module('k6/execution');
  expect(() => test.abort('enough')).toThrow(TestAborted);
  test.fail('wrong');
  test.fail();
  expect(drill.told).toEqual([
    'abort: test aborted: enough',
    'fail: test marked as failed: wrong',
    'fail: test marked as failed',
  ]);
});

test("a VU's tags are read, set and removed", () => {
  const drill = new TestDrill();
  drill.vu.tags = drill.vu.tags.with('scenario', 'load');
  const { vu } = drill.module('k6/execution');
  vu.metrics.tags.stage = 2;
  vu.tags.canary = true;
  expect(drill.vu.tags.toObject()).toEqual({ scenario: 'load', stage: '2', canary: 'true' });
  expect({ ...vu.metrics.tags }).toEqual({ scenario: 'load', stage: '2', canary: 'true' });
  expect(['stage' in vu.tags, 'group' in vu.tags]).toEqual([true, false]);
  delete vu.metrics.tags.stage;
  expect(drill.vu.tags.toObject()).toEqual({ scenario: 'load', canary: 'true' });
  vu.metrics.metadata.trace = 'abc';
  expect(vu.metrics.metadata.trace).toBe('abc');
});

test.each([
  ["the tag 'scenario' is set by the harness: choose another name", 'scenario', 'x'],
  ["the value of the tag 'a' must be a string, a number or a boolean (got a object)", 'a', {}],
])('refused: %s', (message, name, value) => {
  const { vu } = new TestDrill().module('k6/execution');
  expect(() => {
    vu.metrics.tags[name] = value;
  }).toThrow(message);
});

test('a scenario is known only in iterations', () => {
  const drill = new TestDrill();
  drill.vu.phase = 'setup';
  const { scenario, vu } = drill.module('k6/execution');
  expect(() => scenario.name).toThrow('exec.scenario.name is known only in iterations, not in setup');
  drill.vu.phase = 'init';
  expect(() => vu.idInTest).toThrow('exec.vu.idInTest is not known in the init context');
});
