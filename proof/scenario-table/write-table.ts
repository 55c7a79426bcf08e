/**
 * Runs every drill of the scenario table and writes the table into docs/scenarios.md: `node proof/scenario-table/write-table.ts`. A verdict
 * that is not what scenarios/expectations.yaml expects is an error, and nothing is written then.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { drillCell } from './cell-drills.ts';
import { expectedOf, readExpectations } from './expectations.ts';
import { PAGE, scenarioSection, withSection } from './scenario-table.ts';
import { verdictOf } from './verdict-of.ts';

const expectations = readExpectations();
const { rows, seeds, settings } = expectations;
let wrong = 0;
for (const row of rows) {
  for (const name of settings) {
    const expected = expectedOf(row, name);
    if (expected === null) continue;
    const found = verdictOf((await drillCell(row, name, seeds)).map(({ verdict }) => verdict));
    const told = `${row.scenario} on ${row.topology} with ${name}: ${found}`;
    process.stderr.write(`${told}${found === expected ? '' : `, and ${expected} is expected`}\n`);
    if (found !== expected) wrong++;
  }
}
if (wrong > 0) {
  process.stderr.write(`${wrong} verdicts are not as expected: ${PAGE} stays as it is\n`);
  process.exitCode = 1;
} else writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), scenarioSection(expectations)));
