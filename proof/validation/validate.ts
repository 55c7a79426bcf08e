/**
 * `npm run validate`: the whole suite, in minutes, and its page. `npm run validate -- queues caches` runs sections, `--live` runs live
 * drills beside their virtual twins (all, or those of a section or with a part of their name: `--live cache-tier "ρ = 1.2"`), `--page FILE` says where
 * the page goes.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { paintFor } from '../../harness/report/paint.ts';
import { findingsPage } from './findings-page.ts';
import { findingsText, twinsText } from './findings-text.ts';
import { runTwins, TWIN_NAMES, twinsOf } from './live-twins.ts';
import { runSuite } from './run-suite.ts';
import { SUITE } from './suite.ts';

const FAILED = 99;
const USAGE = 2;
/** What README links to. */
const PAGE = 'docs/validation.html';

const { values, positionals } = parseArgs({
  options: { page: { type: 'string' }, live: { type: 'boolean' } },
  allowPositionals: true,
});
process.exitCode = values.live === true ? await compareLive() : await validateSections();

async function validateSections(): Promise<number> {
  const sections = [...new Set(SUITE.map(({ section }) => section))];
  const unknown = positionals.filter(name => !sections.includes(name));
  if (unknown.length === 0) return validate();
  process.stderr.write(`no section ${unknown.join(', ')}; there are ${sections.join(', ')}\n`);
  return USAGE;
}

async function validate(): Promise<number> {
  const startedAt = performance.now();
  const results = await runSuite(
    each => positionals.length === 0 || positionals.includes(each.section),
    ({ case: { section, name }, findings }) => {
      const outside = findings
        .filter(({ within }) => !within)
        .map(({ quantity, fault }) => `  NOT WITHIN, ${quantity}: ${fault}`);
      const elapsed = Math.round((performance.now() - startedAt) / 1000);
      process.stderr.write(`${elapsed} s  ${section}: ${name}${outside.join('')}\n`);
    },
  );
  process.stdout.write(findingsText(results, paintFor(process.stdout, process.env)));
  // Some sections alone are not the page.
  const page = values.page ?? (positionals.length === 0 ? PAGE : undefined);
  if (page !== undefined) {
    writeFileSync(page, findingsPage(results));
    process.stderr.write(`wrote ${page}\n`);
  }
  return results.every(({ findings }) => findings.every(({ within }) => within)) ? 0 : FAILED;
}

/** Shows differences and judges none: they are this machine's. */
async function compareLive(): Promise<number> {
  const twins = twinsOf(positionals);
  if (twins === null) {
    process.stderr.write(`no twin for each of ${positionals.join(', ')}; there are\n  ${TWIN_NAMES.join('\n  ')}\n`);
    return USAGE;
  }
  const figures = await runTwins(twins, name => process.stderr.write(`${name}\n`));
  process.stdout.write(twinsText(figures, paintFor(process.stdout, process.env)));
  return 0;
}
