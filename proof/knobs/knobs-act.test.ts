import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../harness/record/run-record.ts';
import { unprovenKnobs } from '../../harness/verdict/unproven-knobs.ts';
import { type Exercise, KNOBS, type KnobName } from '../../mock-service/settings/knobs.ts';
import { checkCacheSettings, readPrinted } from '../../mock-service/settings/read-cache-settings.ts';
import { drillCell } from '../scenario-table/cell-drills.ts';

const BASELINE = checkCacheSettings({}).settings;

const drills = new Map<string, Promise<RunRecord[]>>();

/** The drill that a knob's entry names, with the baseline and these options; each is run once. */
async function drilled(
  { scenario, topology = 'eu', set = [], env = {} }: Exercise,
  knob: string[],
): Promise<RunRecord> {
  const row = { scenario, topology, env, set: [...set, ...tenth(scenario, set), ...knob] };
  const key = JSON.stringify(row);
  const running = drills.get(key) ?? drillCell(row, 'baseline', [1]);
  drills.set(key, running);
  const [record] = await running;
  return record as RunRecord;
}

/** What takes a minute is done to a tenth of the region: shares are the same. */
function tenth(scenario: string, set: readonly string[]): string[] {
  if (scenario !== 'settled-failover') return [];
  const users = set.find(option => option.startsWith('users='))?.slice('users='.length) ?? '20000';
  return ['peak=100', `users=${Number(users) / 10}`, 'pools.primary.instances=1', 'pools.alternate.instances=1'];
}

/** What is not proved of a knob by a drill with the baseline's value and one with another. */
async function unproven(name: KnobName, exercise: Exercise): Promise<KnobName[]> {
  const records = [await drilled(exercise, []), await drilled(exercise, [`${name}=${KNOBS[name].other}`])];
  return unprovenKnobs(records.map(record => [record])).map(({ knob }) => knob);
}

describe('whether a change of a knob shows in a drill', () => {
  const names = Object.keys(KNOBS) as KnobName[];

  test.each(names)('%s acts enough in the drill that its entry names', async name => {
    const exercise = KNOBS[name].exercise([BASELINE, readPrinted({ [name]: KNOBS[name].other })]);
    expect(await unproven(name, exercise)).toEqual([]);
  });

  // Others act from the first second: one user's requests come several at a time.
  test.each<KnobName>([
    ...(['capacity', 'policy', 'ttl', 'ttlJitter', 'expiry', 'refreshAhead'] as const),
    ...(['staleWhileRevalidate', 'staleIfError', 'negativeTtl', 'keepLateResults', 'entrySize'] as const),
  ])('%s does not in some seconds with cold caches', async name => {
    expect(await unproven(name, { scenario: 'peak-regional-load', set: ['peak=20'] })).toEqual([name]);
  });
});

test('docs/model.md tells of every knob what it does', () => {
  const rows = readFileSync('docs/model.md', 'utf8').matchAll(/^\| `(\w+)` \| .+ \| .+ \|$/gm);
  expect([...rows].map(([, name]) => name)).toEqual(expect.arrayContaining(Object.keys(KNOBS)));
});
