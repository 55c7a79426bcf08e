/**
 * `compare --target` on the example shop, again and again: two good settings (never worse, since none is), and a good one against a bad ttl
 * (worse). An arm whose generator was late on a busy machine is rightly inconclusive: it is counted, and the comparison tried again.
 *
 *     node bench/shop-compare.ts [times] [tries]
 *
 * Needs haproxy and prometheus. Prints a table; exits 1 if a good setting was ever worse, or a bad one safe.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompareRecord } from '../harness/record/compare-record.ts';
import { latenessDoubt } from '../harness/verdict/lateness.ts';
import { openShop, SHOP } from './shop.ts';
import { table } from './table.ts';

const [times, tries] = [Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 12)];
const folder = mkdtempSync(join(tmpdir(), 'shop-compare-'));
const good = `${SHOP}/settings/good.yaml`;
// The same file would be no comparison: nothing could differ.
const alsoGood = join(folder, 'also-good.yaml');
writeFileSync(alsoGood, readFileSync(good, 'utf8').replace('300s', '240s'));
const shop = await openShop(folder);
const counts: Record<string, Record<string, number>> = {};
try {
  for (const [name, candidate] of [
    ['good', alsoGood],
    ['bad', `${SHOP}/settings/bad.yaml`],
  ] as const) {
    const seen: Record<string, number> = { worse: 0, safe: 0, inconclusive: 0, late: 0 };
    counts[name] = seen;
    for (let i = 0; i < tries && i - (seen.late as number) < times; i++) {
      const { verdict, reasons, baseline, candidate: other } = await compared(candidate, `${name}-${i}`, i + 1);
      const isLate = [baseline, other].some(arm => latenessDoubt(arm) !== null);
      const outcome = verdict === 'inconclusive' && isLate ? 'late' : verdict;
      seen[outcome] = (seen[outcome] ?? 0) + 1;
      console.log(`${name} ${i + 1}: ${outcome} ${reasons[0] ?? ''}`);
    }
  }
} finally {
  shop.close();
}
const rows = Object.entries(counts).map(([name, { worse, safe, inconclusive, late }]) =>
  [`good against ${name}`, worse, safe, inconclusive, late].map(String),
);
console.log(table(['', 'worse', 'safe', 'inconclusive', 'machine late'], rows));
process.exitCode = (counts.good?.worse ?? 0) > 0 || (counts.bad?.safe ?? 0) > 0 ? 1 : 0;

async function compared(candidate: string, name: string, seed: number): Promise<CompareRecord> {
  const out = join(folder, name);
  const args = ['compare', `${SHOP}/shop-failover.ts`, good, candidate, '--target', shop.target];
  const child = spawn(
    process.execPath,
    ['harness/cli/headroom.js', ...args, '--seed', String(seed), '--quiet', '--out', out],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await new Promise(resolve => child.once('exit', resolve));
  return JSON.parse(readFileSync(join(out, 'compare.json'), 'utf8')) as CompareRecord;
}
