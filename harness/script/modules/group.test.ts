import { expect, test } from 'vitest';
import { GROUP } from '../runtime/blocking.ts';
import { TestDrill } from './test-drill.ts';

function groupHooks(drill: TestDrill) {
  return drill.module('k6').group[GROUP];
}

test('a group tags what happens in it, and its duration', () => {
  const drill = new TestDrill();
  const hooks = groupHooks(drill);
  const outer = hooks.enter('outer');
  drill.clock.advance(10);
  const inner = hooks.enter('inner');
  drill.clock.advance(15);
  expect(drill.vu.groupPath).toBe('::outer::inner');
  hooks.leave(inner);
  hooks.leave(outer);
  expect(drill.vu.groupPath).toBe('');
  expect(drill.metrics.samples).toEqual([
    { metric: 'group_duration', value: 5, tags: { group: '::outer::inner' } },
    { metric: 'group_duration', value: 15, tags: { group: '::outer' } },
  ]);
});

test('leaving gives back the very tags from before', () => {
  const drill = new TestDrill();
  const hooks = groupHooks(drill);
  const before = (drill.vu.tags = drill.vu.tags.with('scenario', 'load'));
  for (let i = 0; i < 3; i++) hooks.leave(hooks.enter('a'));
  expect(drill.vu.tags).toBe(before);
});

test('tags that the body sets stay with the VU', () => {
  const drill = new TestDrill();
  const hooks = groupHooks(drill);
  const frame = hooks.enter('a');
  drill.module('k6/execution').vu.metrics.tags.team = 'x';
  hooks.leave(frame);
  expect(drill.vu.tags.toObject()).toEqual({ team: 'x' });
});

test('a group gives what its function returns, and ends when that throws', () => {
  const drill = new TestDrill();
  const { group } = drill.module('k6');
  expect(group('a', () => 7)).toBe(7);
  expect(() =>
    group('b', () => {
      throw new Error('boom');
    }),
  ).toThrow('boom');
  expect(drill.vu.groupPath).toBe('');
  expect(drill.metrics.values('group_duration')).toHaveLength(2);
});

test('a name with the separator is refused', () => {
  expect(() => new TestDrill().module('k6').group('a::b', () => 1)).toThrow(
    "the group name 'a::b' holds '::', which separates groups: use another mark",
  );
});
