import { expect, test } from 'vitest';
import { readTopology } from './read-topology.ts';
import { variations } from './variations.ts';

const topology = readTopology('scenarios/topologies/eu.yaml');

test('each measured figure is a tenth higher and lower, and nothing else is another', () => {
  const varied = variations(topology);
  expect(varied.map(({ what }) => what)).toEqual([
    ...['a hit costs 10 % more', 'a miss costs 10 % more', 'a write costs 10 % more', 'the directory is 10 % slower'],
    ...['there are 10 % more users', 'the peak is 10 % higher', 'a hit costs 10 % less', 'a miss costs 10 % less'],
    ...[
      'a write costs 10 % less',
      'the directory is 10 % faster',
      'there are 10 % fewer users',
      'the peak is 10 % lower',
    ],
  ]);
  const of = (what: string) => varied.find(each => each.what === what)?.topology;
  expect(of('a miss costs 10 % more')?.cost).toEqual({
    ...topology.cost,
    miss: { lognormal: { p50: expect.closeTo(28.6, 9), p99: expect.closeTo(93.5, 9) } },
  });
  expect(of('a hit costs 10 % less')?.cost.hit).toEqual({ fixed: expect.closeTo(2.7, 9) });
  expect(of('the peak is 10 % lower')).toEqual({ ...topology, peakPerSecond: 900 });
  expect(of('there are 10 % more users')).toEqual({ ...topology, users: 22_000 });
});

test('costs that go with the load are longer at either end', () => {
  const byLoad = { idle: { fixed: 2 }, busy: { exponential: 1 } };
  const [first] = variations({ ...topology, cost: { ...topology.cost, hit: byLoad } });
  expect(first?.topology.cost.hit).toEqual({ idle: { fixed: 2.2 }, busy: { exponential: 1.1 } });
});
