import { expect, test } from 'vitest';
import { namesBoth, PLANTED_RESOURCES, type PlantedResourceName, plantedDrill, scarceDrill } from './planted.ts';

/** Each trigger and each loop once; `write-table.ts` has all 24. */
test.each([
  ['flush', 'cold-caches'],
  ['degrade', 'retries'],
  ['restart', 'restarts'],
  ['deploy', 'abandoned-work'],
] as const)('a planted drill names what began it and what keeps it going: %s × %s', async (trigger, loop) => {
  const record = await plantedDrill(trigger, loop, 1);
  expect(record.timeouts.recovery?.outcome).toBe('down');
  expect(record.cause?.trigger?.operation).toBe(trigger);
  expect(record.cause?.sustaining?.loop).toBe(loop);
  expect(namesBoth(record, trigger, loop)).toBe(true);
  expect(record.cause?.sentence).toMatch(/; it began with .*; since the trigger was gone .*kept so by /);
});

test.each(Object.keys(PLANTED_RESOURCES) as PlantedResourceName[])(
  'what is scarce is what the cause says was full first: %s',
  async resource => {
    const { operation, target } = PLANTED_RESOURCES[resource];
    const { cause } = await scarceDrill(resource, 1);
    expect([cause?.resource, cause?.trigger?.operation, cause?.trigger?.target]).toEqual([resource, operation, target]);
  },
);
