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
  seeds: z.int().min(1).optional().describe('How many, from 1 on; default: those of all rows.'),
  note: z.string().optional().describe('What the topology and the options mean, where the table should say so.'),
  only: z.array(z.string()).optional().describe('The settings that the row is about; default: all.'),
  fail: z
    .record(z.string(), z.int().min(1))
    .prefault({})
    .describe('In how many of the seeds settings fail. All others pass with every seed.'),
  quick: z.boolean().prefault(false).describe('Short enough for every run of the tests.'),
});

const dataSchema = z.strictObject({
  seeds: z.int().min(1).describe('How many, from 1 on, of rows that do not say.'),
  rows: z.array(rowSchema),
});

/** One scenario on one topology: a row of the table. */
export type Row = z.output<typeof rowSchema> & { readonly seeds: number };

export interface Expectations {
  readonly rows: readonly Row[];
  /** The shipped cache settings, the baseline first. */
  readonly settings: readonly string[];
}

/** Reads what every shipped scenario is expected to say of the shipped settings. @throws Error for data that names what is not there */
export function readExpectations(): Expectations {
  const data = dataSchema.parse(parse(readFileSync(DATA, 'utf8')));
  const rows = data.rows.map(row => ({ ...row, seeds: row.seeds ?? data.seeds }));
  const files = readdirSync(SETTINGS).filter(file => file.endsWith('.yaml'));
  const settings = files.map(file => file.replace('.yaml', '')).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  for (const { scenario, only = [], fail, seeds } of rows) {
    const unknown = [...only, ...Object.keys(fail)].find(name => !settings.includes(name));
    if (unknown !== undefined)
      throw new Error(`${DATA}: ${scenario} speaks of ${unknown}, and there are no such settings`);
    const many = Object.entries(fail).find(([, failing]) => failing > seeds);
    if (many !== undefined) throw new Error(`${DATA}: ${scenario} has ${many[0]} fail in ${many[1]} of ${seeds} seeds`);
  }
  return { rows, settings };
}

/** In how many of the seeds a settings file fails in a row; null: the row is not about it. */
export function failingIn({ only, fail }: Row, settings: string): number | null {
  if (only !== undefined && !only.includes(settings)) return null;
  return fail[settings] ?? 0;
}

function rank(settings: string): number {
  return settings === 'baseline' ? 0 : 1;
}
