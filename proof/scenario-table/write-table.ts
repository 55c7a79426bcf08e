/**
 * Runs every drill of the scenario table and writes the table into docs/scenarios.md: `node proof/scenario-table/write-table.ts`. A number of
 * failing seeds that is not what scenarios/expectations.yaml has is an error, and nothing is written then. `… SCENARIO…` runs some of them and writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { drillCell } from './cell-drills.ts';
import { failingIn, readExpectations } from './expectations.ts';
import { PAGE, scenarioSection, withSection } from './scenario-table.ts';

const expectations = readExpectations();
const { rows, settings } = expectations;
const some = process.argv.slice(2);
let wrong = 0;
for (const row of rows.filter(({ scenario }) => some.length === 0 || some.includes(scenario))) {
  for (const name of settings) {
    const expected = failingIn(row, name);
    if (expected === null) continue;
    const verdicts = (
      await drillCell(
        row,
        name,
        Array.from({ length: row.seeds }, (_, i) => i + 1),
      )
    ).map(({ verdict }) => verdict);
    const failing = verdicts.filter(verdict => verdict === 'fail').length;
    const isRight = failing === expected && !verdicts.includes('inconclusive');
    const told = `${row.scenario} on ${row.topology} with ${name}: ${verdicts.join(' ')}`;
    process.stderr.write(isRight ? `${told}\n` : `${told}, and ${expected} of ${row.seeds} are expected to fail\n`);
    if (!isRight) wrong++;
  }
}
if (wrong > 0) {
  process.stderr.write(`${wrong} cells are not as expected: ${PAGE} stays as it is\n`);
  process.exitCode = 1;
} else if (some.length === 0)
  writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), scenarioSection(expectations)));
