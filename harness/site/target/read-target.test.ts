import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { targetJsonSchema } from './json-schemas.ts';
import { parseTarget } from './read-target.ts';
import { problemsOf, SURROUNDINGS, TARGET, targetIn } from './test-target.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-target-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));
const FILE = targetIn(FOLDER);

/** The file with a line changed. */
function changed(from: string | RegExp, to: string): string {
  const text = TARGET.replace(from, to);
  if (text === TARGET) throw new Error(`nothing is changed: ${from}`);
  return text;
}

describe('a target file', () => {
  test('is read in the units of the model', () => {
    const target = parseTarget(TARGET, FILE, SURROUNDINGS);
    expect(target).toMatchObject({
      ...{ name: 'shop-staging', url: 'https://staging.example', region: 'eu', users: 20_000, peakPerSecond: 280 },
      ...{ pools: ['primary', 'alternate'], timeoutMs: 60_000 },
      metrics: {
        ...{ url: 'http://prometheus.example:9090', everyMs: 5000, token: 's3cr3t', label: 'pool' },
        ...{ store: { used: 'sum(active)', slots: 60 }, active: 'sum by (pool) (rate(requests_total[5s]))' },
      },
      operations: {
        deploy: { how: { words: [join(FOLDER, 'deploy.sh'), '{settings}', '{pool}'] }, timeoutMs: 30_000, until: null },
        'fail-over': {
          how: { method: 'POST', url: 'http://127.0.0.1:9999/failover', json: { to: '{to}', seconds: '{over}' } },
          until: { is: true, pool: '{to}' },
        },
      },
      safety: {
        ...{ mostPerSecond: 500, abort: { errors: 0.2, forMs: 10_000 }, undo: ['fail-back', 'roll-back'] },
        hours: { days: [1, 2, 3, 4], fromMinute: 540, toMinute: 960, zone: 'Europe/Dublin' },
      },
      objectives: { p99Ms: 400 },
    });
    expect(Object.keys(target.metrics?.queries ?? {})).toEqual(['cpu', 'hitRatio']);
  });

  test('has no secret in its fingerprint', () => {
    const other = { ...SURROUNDINGS, env: { PROM_TOKEN: 'another' } };
    const [a, b] = [parseTarget(TARGET, FILE, SURROUNDINGS), parseTarget(TARGET, FILE, other)];
    expect(a.fingerprint).toBe(b.fingerprint);
    expect(parseTarget(changed('peak: 280', 'peak: 281'), FILE, SURROUNDINGS).fingerprint).not.toBe(a.fingerprint);
  });

  test('needs a name, an address, a peak and pools', () => {
    expect(problemsOf('{}', FILE)).toEqual([
      't:1:1 name: missing; lower-case letters, digits and dashes, such as shop-staging',
      't:1:1 url: missing; an address, such as https://staging.example',
      't:1:1 peak: missing; a number, above 0',
      't:1:1 pools: missing; a mapping',
    ]);
  });

  test('tells all that is wrong at once, each with its place', () => {
    const text = changed("./deploy.sh, '{settings}', '{pool}'", "./deplyo.sh, '{setings}'")
      .replace('{active} == "{to}"', '{active} = primary')
      .replace('most: 500', 'most: 0.5')
      .replace('[fail-back, roll-back]', '[fail-back, restart]')
      .replace('Europe/Dublin', 'Europe/Dubbin')
      .replace("alternate: 'ratio", "alternat: 'ratio")
      .replace('${PROM_TOKEN}', '${PROM_TOKNE}');
    expect(problemsOf(text, FILE)).toEqual([
      't:8:72 metrics.prometheus.token: ${PROM_TOKNE} is not set in the environment',
      expect.stringMatching(/^t:10:\d+ metrics.hitRatio.alternat: no such pool \(got .*\); one of primary, alternate$/),
      expect.stringContaining(
        't:14:22 operations.deploy.run.0: no such command (got ./deplyo.sh); a program that is on the PATH',
      ),
      expect.stringMatching(
        /^t:14:\d+ operations.deploy.run.1: no placeholder \{setings\} here .*did you mean \{settings\}\?$/,
      ),
      expect.stringMatching(/^t:16:\d+ operations.fail-over.until: not a condition /),
      expect.stringMatching(/^t:20:\d+ safety.most: not a whole number /),
      expect.stringMatching(
        /^t:22:\d+ safety.undo.1: not a value it can have \(got restart\); one of fail-back, roll-back, reset$/,
      ),
      expect.stringMatching(/^t:23:\d+ safety.hours: not hours /),
    ]);
  });

  test.each([
    ['a command that may not be run', './deploy.sh, reset', './plain.txt, reset', /reset\.run\.0: not executable/],
    ['a folder', './deploy.sh, reset', './, reset', /reset\.run\.0: a folder/],
    [
      'neither command nor call',
      '{ run: [./deploy.sh, reset] }',
      '{ timeout: 5s }',
      /operations\.reset: neither a command nor a call/,
    ],
    [
      'two methods',
      "post: 'http://127.0.0.1:9999/failover', json: { to: '{home}' }",
      "post: 'http://a', get: 'http://b'",
      /more than one method/,
    ],
    ['a placeholder in a call', "to: '{home}'", "to: '{pool}'", /fail-back\.http\.json: no placeholder \{pool\} here/],
    ['an undo that is not declared', / {2}roll-back: .*\n/, '', /safety\.undo\.1: not one of its operations/],
    ['a condition nobody can judge', / {2}active: .*\n/, '', /fail-over\.until: nobody could tell/],
    ['a misspelt operation', 'fail-back: { http', 'failback: { http', /did you mean fail-back\?/],
  ])('refuses %s', (_, from, to, expected) => {
    writeFileSync(join(FOLDER, 'plain.txt'), '');
    chmodSync(join(FOLDER, 'plain.txt'), 0o644);
    const told = problemsOf(changed(from, to), FILE);
    expect(JSON.stringify(told)).toMatch(expected);
  });

  test('refuses to begin what it could not undo', () => {
    const text = problemsOf(TARGET, FILE, { ...SURROUNDINGS, hasBaseline: false });
    expect(text).toEqual([
      expect.stringMatching(
        /^t:15:\d+ operations.roll-back: undoes to \{baseline\}, and there is none .*--baseline FILE/,
      ),
    ]);
  });

  test('shows no secret where one is wrong', () => {
    expect(String(problemsOf(changed('url: https://staging.example/', "url: 'ftp://${PROM_TOKEN}@x'"), FILE))).toMatch(
      /url: not such a name \(got ftp:\/\/\$\{PROM_TOKEN\}@x\)/,
    );
  });

  test('an editor knows its form: node harness/site/target/json-schemas.ts', () => {
    expect(readFileSync('schemas/target.schema.json', 'utf8')).toBe(targetJsonSchema());
    const schema = z.fromJSONSchema(JSON.parse(targetJsonSchema()));
    expect(schema.safeParse(parse(TARGET)).success).toBe(true);
    expect(schema.safeParse(parse(changed('most: 500', 'mots: 500'))).success).toBe(false);
    expect(schema.safeParse(parse(changed('timeout: 30s', 'timeout: 30'))).success).toBe(false);
  });
});
