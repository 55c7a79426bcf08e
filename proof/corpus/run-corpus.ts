/**
 * `npm run corpus -- FOLDER`: what becomes of public k6 scripts. The list (`scripts.tsv`: repository, path, commit, class) is ours, the
 * scripts are not: FOLDER has them and what they read, each at `OWNER__REPOSITORY/PATH`. Prints what changed against the list; `--write` renews the classes
 * of those that FOLDER has. Listed are whole repositories, and of many that hold `k6/script.js`, `k6/load-test.js`, `k6/stress.js` or
 * `tests/load/k6-load-test.js` about every sixth, as their names come, if all that it imports was to be had; and some that make gRPC calls.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testSpec } from '../../harness/drill/test-script.ts';
import { type Class, classify } from './classify.ts';

const LIST = join(import.meta.dirname, 'scripts.tsv');
const HEADS = 'repository\tpath\tcommit\tclass\twhy';

interface Entry {
  readonly repository: string;
  readonly path: string;
  readonly commit: string;
  readonly class: string;
  readonly why: string;
}

const [folder] = process.argv.slice(2).filter(arg => !arg.startsWith('--'));
if (folder === undefined) {
  process.stderr.write('npm run corpus -- FOLDER [--write]\n');
  process.exit(2);
}
const entries = readList();
const counts = new Map<Class, number>();
const renewed: Entry[] = [];
let missing = 0;
for (const entry of entries) {
  const file = join(folder, entry.repository.replace('/', '__'), entry.path);
  if (!existsSync(file)) {
    missing++;
    renewed.push(entry);
    continue;
  }
  const found = await classify(file, testSpec(file));
  counts.set(found.class, (counts.get(found.class) ?? 0) + 1);
  const why = found.why.replaceAll(folder, '').replaceAll(/\s+/g, ' ').slice(0, 120);
  renewed.push({ ...entry, class: found.class, why });
  if (found.class !== entry.class || found.class === 'wrong')
    process.stdout.write(`${entry.repository} ${entry.path}: ${found.class}${why === '' ? '' : ` (${why})`}\n`);
}
const of = (name: Class): number => counts.get(name) ?? 0;
const good = of('runs') + of('refused');
const whole = good + of('wrong');
process.stdout.write(
  `${entries.length - missing} scripts: ${of('runs')} run, ${of('refused')} refused for a listed reason, ${of('wrong')} wrong, ` +
    `${of('not for k6')} that k6 does not start either; ${missing} not in ${folder}\n` +
    `${((good / Math.max(1, whole)) * 100).toFixed(1)} % of those that k6 starts run or are refused for a listed reason; ` +
    `${((of('runs') / Math.max(1, whole)) * 100).toFixed(1)} % run\n`,
);
if (process.argv.includes('--write')) {
  const lines = renewed.map(({ repository, path, commit, class: name, why }) =>
    [repository, path, commit, name, why].join('\t'),
  );
  writeFileSync(LIST, `${[HEADS, ...lines].join('\n')}\n`);
}
// A drill that was stopped may leave timers.
process.exit(of('wrong') === 0 ? 0 : 1);

function readList(): Entry[] {
  const [, ...lines] = readFileSync(LIST, 'utf8').trimEnd().split('\n');
  return lines.map(line => {
    const [repository = '', path = '', commit = '', name = '', why = ''] = line.split('\t');
    return { repository, path, commit, class: name, why };
  });
}
