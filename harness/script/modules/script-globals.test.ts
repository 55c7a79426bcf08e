import { expect, test } from 'vitest';
import { EPOCH_MS, TestDrill } from './test-drill.ts';

test('Date follows the Clock from its epoch', () => {
  const drill = new TestDrill();
  const { Date: ScriptDate, performance } = drill.globals;
  drill.clock.advance(1500.7);
  expect([ScriptDate.now(), new ScriptDate().getTime()]).toEqual([EPOCH_MS + 1500, EPOCH_MS + 1500]);
  expect(performance.now()).toBe(1500.7);
  expect(ScriptDate()).toBe(new Date(EPOCH_MS + 1500).toString());
});

test('Date is otherwise as ever', () => {
  const { Date: ScriptDate } = new TestDrill().globals;
  const date = new ScriptDate(2026, 5, 1, 4);
  expect(date instanceof ScriptDate).toBe(true);
  expect(date.getTime()).toBe(new Date(2026, 5, 1, 4).getTime());
  expect(new ScriptDate('2026-06-01').toISOString()).toBe('2026-06-01T00:00:00.000Z');
  expect(JSON.stringify({ date: new ScriptDate(0) })).toBe('{"date":"1970-01-01T00:00:00.000Z"}');
  expect(date.constructor).toBe(ScriptDate);
  expect(new (class Day extends ScriptDate {} as DateConstructor)(5).getTime()).toBe(5);
});

test('console writes text as it is and the rest as JSON', () => {
  const drill = new TestDrill();
  const { console } = drill.globals;
  console.log('a', 1, null, undefined, { b: [2] }, true);
  console.warn('careful');
  console.error(new TypeError('bad').message);
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  console.debug(circular);
  expect(drill.logged).toEqual([
    'info: a 1 null undefined {"b":[2]} true',
    'warning: careful',
    'error: bad',
    'debug: [object Object]',
  ]);
});

test('__VU, __ITER and __ENV are those of the running VU', () => {
  const drill = new TestDrill({}, { BASE_URL: 'http://a', MODE: 'x' });
  drill.vu.iteration = 4;
  const { globals } = drill;
  expect([globals.__VU, globals.__ITER, globals.__ENV]).toEqual([1, 4, { BASE_URL: 'http://a', MODE: 'x' }]);
  globals.__ENV.MODE = 'mine';
  expect(globals.__ENV.MODE).toBe('mine');
  expect(drill.runtime.env.MODE).toBe('x');
  drill.vu.phase = 'init';
  expect(globals.__VU).toBe(0);
});

test("a scenario's env overrides the drill's", () => {
  const drill = new TestDrill({}, { BASE_URL: 'http://a', MODE: 'x' });
  expect(drill.globals.__ENV.MODE).toBe('x');
  drill.execution.state = { ...(drill.execution.state as never as object), env: { MODE: 'scenario' } } as never;
  expect(drill.globals.__ENV).toEqual({ BASE_URL: 'http://a', MODE: 'scenario' });
});

test('open reads a file beside the script, in the init context', () => {
  const drill = new TestDrill();
  const { open } = drill.globals;
  expect(() => open('./retag.ts')).toThrow('open() works only in the init context');
  drill.vu.phase = 'init';
  expect(open('./retag.ts')).toContain('export function retag');
  expect(open('../retag.ts', '', `${import.meta.dirname}/http`)).toContain('export function retag');
  const bytes = open('retag.ts', 'b');
  expect(bytes).toBeInstanceOf(ArrayBuffer);
  expect(new TextDecoder().decode(bytes)).toBe(open('retag.ts'));
  expect(() => open('nowhere.txt')).toThrow(/^open\('nowhere.txt'\): cannot read .*nowhere\.txt: ENOENT$/);
});
