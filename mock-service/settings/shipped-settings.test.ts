import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readCacheSettings } from '../files/read-cache-settings-file.ts';
import { differences, printDifferences } from './differences.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter(name => name.endsWith('.yaml'));

test('each shipped file differs from the baseline by what its name says', () => {
  const baseline = readCacheSettings(`${folder}baseline.yaml`).settings;
  const all = files.map(file => {
    const { name, settings } = readCacheSettings(folder + file);
    return `${name}  ${printDifferences(differences(baseline, settings))}`;
  });
  expect(all).toMatchInlineSnapshot(`
    [
      "baseline  no difference",
      "drop-late-results  keepLateResults: true → false",
      "fifo  policy: lru → fifo",
      "no-coalescing  coalesce: true → false",
      "no-jitter  ttlJitter: 10% → 0%",
      "oversized  capacity: 12000 → 400000, entrySize: 2KiB → 64KiB",
      "refresh-ahead  refreshAhead: off → { beta: 1 }",
      "short-ttl  ttl: 300s → 1s",
      "undersized  capacity: 12000 → 100",
    ]
  `);
});

test.each(files.filter(file => file !== 'baseline.yaml'))('%s says first what it risks', file => {
  expect(readFileSync(folder + file, 'utf8')).toMatch(/^# yaml-language-server: \$schema=\S+\n#\n# Risks: /);
});
