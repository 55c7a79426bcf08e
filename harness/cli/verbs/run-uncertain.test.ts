import { expect, test } from 'vitest';
import { parse, UsageError } from '../flags/command.ts';
import { run } from './run.ts';

const SCRIPT = 'scenarios/eu-peak-failover.ts';

test.each([
  [['--uncertainty', '10'], /it goes with --virtual/],
  [['--uncertainty', '10', '--virtual'], /a topology that headroom calibrate has written/],
  [['--uncertainty', '1', '--virtual'], /a whole number, from 2/],
  [
    ['--uncertainty', '10', '--virtual', '--topology', 'scenarios/topologies/eu.yaml'],
    /a topology that headroom calibrate has written/,
  ],
])('%j is refused before anything starts', async (flags, why) => {
  const refused = run.run(parse(run, [SCRIPT, ...flags]));
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(why);
});
