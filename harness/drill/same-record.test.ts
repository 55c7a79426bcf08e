import { expect, it } from 'vitest';
import { recordText } from '../record/record-text.ts';
import { recordInThread, recordOf } from './test-record.ts';

const DRILL = {
  script: 'scenarios/eu-peak-failover.ts',
  topology: 'scenarios/topologies/eu.yaml',
  cache: 'mock-service/settings/short-ttl.yaml',
};

it('the same seed gives the same record to the last byte, alone, again, and in threads at the same time', async () => {
  const drill = { ...DRILL, seed: 7 };
  const first = recordText(await recordOf(drill));
  const others = await Promise.all([recordOf(drill), recordInThread(drill), recordInThread(drill)]);
  for (const other of others) expect(recordText(other) === first).toBe(true);
});

it('another seed gives another', async () => {
  const [one, two] = [await recordOf({ ...DRILL, seed: 1 }), await recordOf({ ...DRILL, seed: 2 })];
  expect(one.requests.offered).not.toBe(two.requests.offered);
});
