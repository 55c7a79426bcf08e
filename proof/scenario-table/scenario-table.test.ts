import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mcNemar } from '../../harness/verdict/binomial.ts';
import { drillCell } from './cell-drills.ts';
import { failingIn, type Row, readExpectations } from './expectations.ts';
import { PAGE, questionOf, scenarioSection, withSection } from './scenario-table.ts';

const { rows, settings } = readExpectations();
/** Drills of every row, where the system tests run too: they take a minute. All cells and seeds are `npm run generate:scenarios`. */
const EVERY_ROW = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
/** How likely what passes for a risk may be by chance. */
const CHANCE = 0.01;
/** Too long for a table of seconds. */
const ELSEWHERE = ['eu-morning'];

test('docs/scenarios.md says what the data says', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(withSection(page, scenarioSection({ rows, settings }))).toBe(page);
});

test('every scenario is in the table and asks a question first', () => {
  const files = readdirSync('scenarios').filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  const scenarios = files.map(file => file.replace('.ts', '')).filter(name => !ELSEWHERE.includes(name));
  expect([...new Set(rows.map(({ scenario }) => scenario))].sort()).toEqual(scenarios.sort());
  for (const scenario of scenarios) expect(questionOf(scenario)).toMatch(/^[A-Z].*\?$/);
});

test('every scenario passes settings, and fails others', () => {
  const none = (row: Row) => settings.some(name => failingIn(row, name) === 0);
  const every = (row: Row) => settings.some(name => failingIn(row, name) === row.seeds);
  for (const { scenario } of rows) {
    const own = rows.filter(row => row.scenario === scenario);
    expect([scenario, own.some(none), own.some(every)]).toEqual([scenario, true, true]);
  }
});

test('the risk of every settings file but one shows: a row where it fails in more seeds than the baseline, by more than chance', () => {
  // As uneven as if it had failed in none of the seeds in which the baseline does: whether it has, the table does not say.
  const isMore = (failing: number, others: number) => failing > others && mcNemar(others, failing) <= CHANCE;
  const shown = (name: string) =>
    rows.some(row => isMore(failingIn(row, name) ?? 0, failingIn(row, 'baseline') ?? row.seeds));
  // A policy decides little where nearly all hits come from within a visit: fifo.yaml says by how much.
  expect(settings.filter(name => !shown(name))).toEqual(['baseline', 'fifo']);
});

/** What a run of the tests takes of a row: of the settings with the same verdict in all seeds one on either side, the baseline first. */
function drilled(row: Row): string[] {
  if (!row.quick && !EVERY_ROW) return [];
  const sides = [0, row.seeds].map(failing => settings.find(name => failingIn(row, name) === failing));
  return sides.filter(name => name !== undefined);
}

describe('the verdicts', () => {
  test.each(rows.filter(row => drilled(row).length > 0).map(row => [nameOf(row), row] as const))(
    '%s',
    { timeout: 240_000 },
    async (_, row) => {
      const cells = drilled(row);
      const found: Record<string, string | undefined> = {};
      for (const name of cells) found[name] = (await drillCell(row, name, [1]))[0]?.verdict;
      const expected = cells.map(name => [name, failingIn(row, name) === 0 ? 'pass' : 'fail']);
      expect(found).toEqual(Object.fromEntries(expected));
    },
  );
});

function nameOf({ scenario, topology, set, env }: Row): string {
  return [scenario, topology, ...set, ...Object.entries(env).map(pair => pair.join('='))].join(' ');
}
