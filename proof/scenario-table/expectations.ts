import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** The data, and what it speaks of; paths from the checkout's root, where all of this runs. */
const DATA = 'scenarios/expectations.yaml';
const SETTINGS = 'mock-service/settings';

const names = z.array(z.string()).prefault([]);

const rowSchema = z.strictObject({
  scenario: z.string(),
  topology: z.string().prefault('eu'),
  set: names.describe('--set options, for every settings file of the row.'),
  env: z.record(z.string(), z.string()).prefault({}).describe('-e options.'),
  note: z.string().optional().describe('What the topology and the options mean, where the table should say so.'),
  only: z.array(z.string()).optional().describe('The settings that the row is about; default: all.'),
  fail: names.describe('Settings that fail with every seed.'),
  either: names.describe('Settings whose verdict depends on the seed. All others pass with every seed.'),
  quick: z.boolean().prefault(false).describe('Short enough for every run of the tests.'),
});

const dataSchema = z.strictObject({
  seeds: z.array(z.number()).min(1),
  rows: z.array(rowSchema),
});

/** One scenario on one topology: a row of the table. */
export type Row = z.output<typeof rowSchema>;
/** What a cell of the table says. `either`: it depends on the seed. */
export type Expected = 'pass' | 'fail' | 'either';

export interface Expectations {
  readonly seeds: readonly number[];
  readonly rows: readonly Row[];
  /** The shipped cache settings, the baseline first. */
  readonly settings: readonly string[];
}

/** Reads what every shipped scenario is expected to say of the shipped settings. @throws Error for data that names what is not there */
export function readExpectations(): Expectations {
  const { seeds, rows } = dataSchema.parse(parse(readFileSync(DATA, 'utf8')));
  const files = readdirSync(SETTINGS).filter(file => file.endsWith('.yaml'));
  const settings = files.map(file => file.replace('.yaml', '')).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  for (const { scenario, only = [], fail, either } of rows) {
    const unknown = [...only, ...fail, ...either].find(name => !settings.includes(name));
    if (unknown !== undefined)
      throw new Error(`${DATA}: ${scenario} speaks of ${unknown}, and there are no such settings`);
  }
  return { seeds, rows, settings };
}

/** What a row says of a settings file; null: nothing. */
export function expectedOf({ only, fail, either }: Row, settings: string): Expected | null {
  if (only !== undefined && !only.includes(settings)) return null;
  if (fail.includes(settings)) return 'fail';
  return either.includes(settings) ? 'either' : 'pass';
}

function rank(settings: string): number {
  return settings === 'baseline' ? 0 : 1;
}
