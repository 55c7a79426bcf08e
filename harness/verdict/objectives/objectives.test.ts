import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkTopology } from '../../topology/parse-topology.ts';
import { limitIn, OBJECTIVES } from './objectives.ts';

const POOLS = {
  primary: { instances: 1, cores: 1, memory: '1GiB' },
  alternate: { instances: 1, cores: 1, memory: '1GiB' },
};

const topologyWith = (objectives: Record<string, unknown>) =>
  checkTopology({ name: 'eu', peak: 10, pools: POOLS, objectives });

function limits(objectives: Record<string, unknown>) {
  const topology = topologyWith(objectives);
  return Object.fromEntries(OBJECTIVES.map(each => [each.name, limitIn(topology.objectives, each)]));
}

test('every objective that a file here describes is in the table', async () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(file => !file.includes('test'));
  const modules: object[] = await Promise.all(files.map(file => import(/* @vite-ignore */ `./${file}`)));
  const described = modules.flatMap(Object.values).filter(each => typeof each?.brokenSentence === 'function');
  expect(new Set(OBJECTIVES)).toEqual(new Set(described));
});

test('a topology that says nothing gets every default', () => {
  expect(limits({})).toMatchObject({
    timeouts: 0,
    errors: 0.001,
    good: 0.99,
    p99: 800,
    recovery: 60_000,
    headroom: 1.1,
  });
});

test('each objective may be left unjudged, and takes a limit in its own unit', () => {
  for (const { name, unit, asks } of OBJECTIVES) {
    expect(limits({ [name]: 'off' })[name]).toBeNull();
    const [written, read] = { share: ['5%', 0.05], ms: ['3s', 3000], ratio: [1.5, 1.5] }[unit];
    expect(limits({ [name]: written })[name]).toBe(read);
    if (unit === 'share' && asks === 'at-most') expect(limits({ [name]: 'none' })[name]).toBe(0);
    else expect(() => limits({ [name]: 'none' })).toThrow(name);
  }
});

test('an objective that came later changes a fingerprint only where it is set', () => {
  const { fingerprint } = topologyWith({});
  expect(topologyWith({ good: '99%' }).fingerprint).toBe(fingerprint);
  expect(topologyWith({ good: '95%' }).fingerprint).not.toBe(fingerprint);
  expect(topologyWith({ p99: '900ms' }).fingerprint).not.toBe(fingerprint);
});
