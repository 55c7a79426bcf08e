import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRaw, httpInstance, liveProxy, nobody, stopAll } from '../../../harness/proxy/live/test-live-site.ts';
import { Contestant, Haproxies, haproxyVersion, ours } from './contestants.ts';
import { withoutReason } from './exchange-case.ts';
import { PAGE, pageText } from './page.ts';
import { SUITE } from './suite.ts';

const HAPROXY = haproxyVersion();
const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const title =
  HAPROXY === null && !required
    ? 'beside HAProxy (skipped: it is not installed; with HEADROOM_REQUIRE_SYSTEM=1 that is a failure)'
    : `beside HAProxy ${HAPROXY ?? '(not installed)'}`;

const ALL = SUITE.flatMap(({ title: topic, cases }) => cases.map(each => [`${topic}: ${each.name}`, each] as const));

test('every difference is explained, and nothing else', () => {
  for (const [name, { ours: our, haproxy, why }] of ALL) {
    if (withoutReason(our) === haproxy) expect(why, name).toBeNull();
    else expect(why, name).toMatch(/^[A-Z`].*\.$/);
  }
});

test('no exchange has another’s name', () => {
  const names = ALL.map(([name]) => name);
  expect(names).toEqual([...new Set(names)]);
});

test(`${PAGE} has all of them: npm run generate`, () => {
  expect(pageText(readFileSync(PAGE, 'utf8'))).toBe(readFileSync(PAGE, 'utf8'));
});

describe.skipIf(HAPROXY === null && !required)(title, () => {
  const haproxies = new Haproxies();
  const [our, their] = [new Contestant(), new Contestant()];
  beforeAll(async () => {
    await our.start(ours);
    await their.start(haproxies.start);
  });
  afterAll(async () => {
    our.stop();
    their.stop();
    haproxies.stop();
    await stopAll();
  });

  test.each(ALL)('%s', async (_, each) => {
    const [first, second] = await Promise.all([our.outcome(each), their.outcome(each)]);
    expect({ ours: first, haproxy: second }).toEqual({ ours: each.ours, haproxy: each.haproxy });
  });

  const GET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

  test('who cannot be reached is a 502 here, and a 503 there: 503 is kept for load that is turned away', async () => {
    const port = Number(new URL(await nobody()).port);
    const answers = [await askRaw(await ours(port), GET), await askRaw(await haproxies.start(port), GET)];
    expect(answers.map(answer => answer.slice(9, 12))).toEqual(['502', '503']);
    expect(answers[0]).toContain('x-headroom-reason: refused');
  });

  test('when nobody is healthy both say 503', async () => {
    const origin = await httpInstance(
      (asked, answer) => void answer.writeHead(asked.url === '/healthz' ? 500 : 200).end(),
    );
    const health = { intervalMs: 50, timeoutMs: 200, fall: 1, rise: 1, depth: 'shallow' } as const;
    const { port, proxy } = await liveProxy([origin], { health });
    proxy.start();
    for (const at of [port, await haproxies.start(Number(new URL(origin).port), '/healthz')]) {
      let answer = await askRaw(at, GET);
      for (let i = 0; answer.slice(9, 12) !== '503' && i < 200; i++) {
        await sleep(20);
        answer = await askRaw(at, GET);
      }
      expect(answer.slice(9, 12)).toBe('503');
      expect(answer.includes('x-headroom-reason: no-healthy')).toBe(at === port);
    }
  });
});
