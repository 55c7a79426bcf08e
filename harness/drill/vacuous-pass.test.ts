import { describe, expect, test } from 'vitest';
import { knownDrill } from './test-verdict.ts';

/** A drill in which nothing was shown has not passed, whatever it is that shows nothing. */
describe('absence of evidence is no pass', () => {
  test('if nobody is known', async () => {
    const { verdict, reasons } = await knownDrill({ script: 'vacuous/nobody.ts' });
    expect([verdict, reasons[0]]).toEqual(['fail', expect.stringMatching(/^0% of the answers .* × 404\.$/)]);
  });

  test.each([
    ['every path is mistyped', 'wrong-path.ts', /found no route of the service: GET \/\S+ \(2,9\d\d\)\.$/],
    ['the routes are those of another service', 'foreign-routes.ts', /found no route of the service: GET \/\S+ \(/],
  ])('if %s: it says which, and judges nobody by it', async (_, script, reason) => {
    const { verdict, reasons, requests } = await knownDrill({ script: `vacuous/${script}` });
    expect([verdict, reasons[0]]).toEqual(['inconclusive', expect.stringMatching(reason)]);
    expect(reasons[1]).toMatch(
      /^0% of the answers were what the script expects \(99% is asked for\); the others: .* × 404\.$/,
    );
    expect(requests.unrouted?.count).toBe(requests.offered);
  });

  test.each([
    ['the script sends nothing', 'nothing.ts'],
    ['its base URL is none', 'no-base-url.ts'],
  ])('if %s', async (_, script) => {
    const { verdict, reasons } = await knownDrill({ script: `vacuous/${script}` });
    expect([verdict, reasons]).toEqual([
      'inconclusive',
      ['Objective good could not be judged: no request reached the system.'],
    ]);
  });

  test('if the script sends nothing and the objective that would tell is off', async () => {
    const { verdict, reasons } = await knownDrill({ script: 'vacuous/nothing.ts', set: ['objectives.good=off'] });
    expect([verdict, reasons]).toEqual(['inconclusive', [expect.stringMatching(/no request reached the system/i)]]);
  });

  test('if most requests have no answer when it ends: they waited longer than the p99 objective allows', async () => {
    const { verdict, reasons, requests, objectives } = await knownDrill({
      script: 'vacuous/never-answered.ts',
      set: [
        'proxy.timeout=120s',
        'directory.timeout=500s',
        'pools.primary.queue=none',
        'ttl=1s',
        'pools.primary.memory=64GiB',
      ],
    });
    expect(verdict).toBe('fail');
    expect(reasons[0]).toMatch(/^The p99 response time was \d\d(\.\d)? s \(worst 10 s: /);
    expect(requests.interrupted).toBeGreaterThan(0.9 * requests.offered);
    expect(requests.cutOff.requests).toBeGreaterThan(0.9 * requests.offered);
    expect(objectives.find(({ name }) => name === 'timeouts')?.status).toBe('ok');
    expect(reasons.at(-1)).toMatch(/were cut off without an answer after more than 800 ms/);
  });
});
