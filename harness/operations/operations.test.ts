import { beforeEach, describe, expect, it } from 'vitest';
import { checkCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { OperationPaces } from '../topology/topology.ts';
import { OPERATION_NAMES } from './catalogue/catalogue.ts';
import type { Site } from './catalogue/site.ts';
import { sentenceOf } from './catalogue/timeline-event.ts';
import { answerControl, type ControlReply } from './control-routes.ts';
import { Operations } from './operations.ts';
import { Timeline } from './timeline.ts';

const underTest = checkCacheSettings({ ttl: '1s' }, 'short-ttl');
const baseline = checkCacheSettings({}, 'baseline');

let clock: VirtualClock;
let told: unknown[];
let operations: Operations;
let site: Site;

beforeEach(() => {
  clock = new VirtualClock();
  told = [];
  site = {
    pools: [
      { name: 'primary', instances: 4, restartAfterMs: 1000 },
      { name: 'alternate', instances: 2, restartAfterMs: 1000 },
    ],
    cacheTier: null,
    proxyServers: null,
    routes: ['GET /', 'GET /users/:user'],
    pool: (name, command) => {
      if (command.kind === 'settings') told.push(`${name}: ${command.perInstance.map(each => each?.name).join(' ')}`);
      else told.push({ [name]: command });
    },
    tier: () => {},
    directory: command => told.push({ directory: command }),
    proxy: command => told.push({ proxy: command }),
    state: () => ({ active: 'primary' }),
  };
  operations = new Operations(clock, site, { underTest, baseline }, new Timeline());
});

function post(name: string, body: unknown, authorization = 'Bearer secret'): ControlReply {
  const request = { method: 'POST', path: `/operations/${name}`, authorization, body: JSON.stringify(body) };
  return answerControl(operations, 'secret', request);
}

const timeline = (): string[] =>
  operations.timeline.entries.map(entry => `${entry.atMs} ${entry.operation} ${entry.target}: ${sentenceOf(entry)}`);

describe('deploy and roll-back', () => {
  it('deploys to the first ceil(share · n) instances', () => {
    post('deploy', { settings: 'baseline', pool: 'primary', share: '30%' });
    expect(told).toEqual(['primary: baseline baseline short-ttl short-ttl', 'alternate: short-ttl short-ttl']);
  });

  it('rolls back to what was there before the present settings were first deployed anywhere', () => {
    post('deploy', { settings: 'baseline' });
    post('deploy', { settings: 'under-test', pool: 'primary', share: '25%' });
    post('deploy', { settings: 'under-test' });
    told = [];
    post('roll-back', {});
    expect(told).toEqual(['primary: baseline baseline baseline baseline', 'alternate: baseline baseline']);
  });

  it('rolls back to the baseline where nothing was deployed', () => {
    post('roll-back', {});
    expect(told).toEqual(['primary: baseline baseline baseline baseline', 'alternate: baseline baseline']);
  });

  it('takes settings written in the request', () => {
    post('deploy', { settings: { ttl: '7s' }, pool: 'alternate' });
    expect(told.at(-1)).toBe('alternate: inline inline');
  });
});

describe('the timeline', () => {
  it('has the start and the completion of a drain, a restart and a degradation', () => {
    post('fail-over', { to: 'alternate', over: '15s' });
    clock.advance(15_000);
    operations.note({ kind: 'move-completed', atMs: 15_000 });
    post('restart', { pool: 'primary' });
    post('degrade', { pool: 'directory', latency: '3x', errors: '5%', for: '2s' });
    clock.advance(20_000);
    expect(timeline()).toEqual([
      '0 fail-over alternate: over 15s',
      '15000 fail-over-completed alternate: all users prefer alternate',
      '15000 restart primary: all instances',
      '15000 degrade directory: latency 3x, 5% errors for 2s',
      '16000 restart-completed primary: back to normal',
      '17000 degrade-completed directory: back to normal',
    ]);
    expect(told.at(-1)).toEqual({ directory: { kind: 'degrade', degradation: null } });
  });
});

describe('a restart', () => {
  it('is of the first ceil(share · n) instances at once', () => {
    post('restart', { pool: 'primary', share: '30%' });
    expect(told).toEqual([{ primary: { kind: 'restart', share: 0.3 } }]);
  });

  it('takes one after another over a time, and is over when the last is back', () => {
    post('restart', { pool: 'primary', share: '75%', over: '3s' });
    const gone: number[] = [];
    for (let s = 0; s <= 3; s++) {
      clock.advance(1000 * s);
      gone.push(told.length);
    }
    expect(gone).toEqual([0, 1, 2, 3]);
    expect(told.at(-1)).toEqual({ primary: { kind: 'restart', share: 0.75, nth: 2 } });
    clock.advance(10_000);
    expect(timeline()).toEqual([
      '0 restart primary: 75% of the instances over 3s',
      '4000 restart-completed primary: back to normal',
    ]);
  });

  it('stops one of the pool that is under way', () => {
    post('restart', { pool: 'primary', over: '4s' });
    clock.advance(1000);
    post('restart', { pool: 'primary' });
    clock.advance(20_000);
    expect(told).toEqual([
      { primary: { kind: 'restart', share: 1, nth: 0 } },
      { primary: { kind: 'restart', share: 1 } },
    ]);
  });
});

describe('operations that take time, and fail', () => {
  const paced = (pace: OperationPaces, seed = 1): void => {
    operations = new Operations(clock, site, { underTest, baseline }, new Timeline(), pace, seed);
  };
  const inForce = (): Record<string, string[]> => {
    const { settings } = operations.state() as { settings: Record<string, { name: string }[]> };
    return Object.fromEntries(Object.entries(settings).map(([pool, each]) => [pool, each.map(({ name }) => name)]));
  };

  it('a deploy reaches instances one after another, the last when its time is over', () => {
    paced({ deploy: { takesMs: 6000, fails: 0 } });
    post('deploy', { settings: 'baseline' });
    clock.advance(999);
    expect(told).toEqual([]);
    clock.advance(5000);
    expect(inForce()).toEqual({
      primary: ['baseline', 'baseline', 'baseline', 'baseline'],
      alternate: ['baseline', 'short-ttl'],
    });
    clock.advance(6000);
    expect(timeline()).toEqual([
      `0 deploy all pools: baseline (${baseline.fingerprint}) over 6s`,
      '6000 deploy-completed all pools: reached 6 of 6',
    ]);
    // Each is told of its own turn alone.
    expect(told.slice(0, 2)).toEqual(['primary: baseline   ', 'primary:  baseline  ']);
  });

  it('a roll-back that fails on some leaves exactly those on what was to go, and the trigger is not gone', () => {
    paced({ 'roll-back': { takesMs: 0, fails: 0.5 } }, 3);
    post('deploy', { settings: { ttl: '7s' } });
    post('roll-back', {});
    const missed = Object.entries(inForce()).flatMap(([pool, names]) =>
      names.flatMap((name, i) => (name === 'inline' ? [`${pool}-${i}`] : [])),
    );
    const completed = operations.timeline.entries.at(-1);
    expect(completed).toMatchObject({ operation: 'roll-back-completed', reached: 6 - missed.length, of: 6, missed });
    expect(missed.length).toBeGreaterThan(0);
    expect(operations.timeline.entries.map(({ trigger }) => trigger)).toEqual(['begins', null, null]);
  });

  it('what fails is the same in every drill of a seed, and another in each turn', () => {
    const missed = (): unknown => {
      paced({ deploy: { takesMs: 0, fails: 0.5 } }, 7);
      for (let i = 0; i < 8; i++) post('deploy', { settings: 'baseline' });
      return operations.timeline.entries.flatMap(each => (each.operation === 'deploy-completed' ? [each.missed] : []));
    };
    const first = missed() as string[][];
    expect(missed()).toEqual(first);
    expect(new Set(first.map(each => each.join(' '))).size).toBeGreaterThan(1);
  });

  it('a roll-back stops the deploy that is under way, and undoes what it had reached', () => {
    paced({ deploy: { takesMs: 6000, fails: 0 } });
    post('deploy', { settings: 'baseline' });
    clock.advance(2500);
    post('roll-back', {});
    clock.advance(10_000);
    expect(timeline().slice(1)).toEqual([
      '2500 roll-back all pools: to short-ttl',
      '2500 deploy-completed all pools: reached 2 of 6',
    ]);
    expect(inForce()).toEqual({
      primary: ['short-ttl', 'short-ttl', 'short-ttl', 'short-ttl'],
      alternate: ['short-ttl', 'short-ttl'],
    });
  });

  it('a failover begins when it has been detected; one that is called off before never does', () => {
    paced({ 'fail-over': { detectMs: 30_000 } });
    post('fail-over', { to: 'alternate', over: '15s' });
    clock.advance(29_999);
    expect(told).toEqual([]);
    clock.advance(30_000);
    expect(told).toEqual([{ proxy: { kind: 'move', to: 'alternate', overMs: 15_000 } }]);
    post('fail-over', { to: 'alternate' });
    post('fail-back', {});
    clock.advance(100_000);
    expect(timeline()).toEqual([
      '0 fail-over-awaited alternate: begins in 30s, when the failure has been detected',
      '30000 fail-over alternate: over 15s',
      '30000 fail-over-awaited alternate: begins in 30s, when the failure has been detected',
      '30000 fail-back primary: at once',
    ]);
  });
});

describe('a throttle', () => {
  it('tells the proxy, and its end is on the timeline when it takes a time', () => {
    post('throttle', { share: '20%', over: '2s', route: 'GET /users/:user', by: 'request' });
    post('throttle', { share: 0 });
    clock.advance(3000);
    post('throttle', { share: '100%', over: '1s' });
    clock.advance(5000);
    expect(told[0]).toEqual({
      proxy: {
        ...{ kind: 'throttle', share: 0.2, by: 'request', overMs: 2000, route: 'GET /users/:user' },
        ...{ class: null, retryAfterMs: 5000 },
      },
    });
    expect(timeline()).toEqual([
      '0 throttle GET /users/:user: 20% of the requests are admitted over 2s',
      '0 throttle all routes: nobody is admitted',
      '2000 throttle-completed GET /users/:user: at 20%',
      '3000 throttle all routes: lifted over 1s',
      '4000 throttle-completed all routes: lifted',
    ]);
  });
});

describe('bad requests', () => {
  it.each([
    ['deploy', {}, 'settings: missing'],
    ['deploy', { settings: 'under-tset' }, 'settings: not known'],
    ['deploy', { settings: { tll: '1s' } }, 'did you mean ttl?'],
    ['fail-over', { to: 'alternat' }, 'did you mean alternate?'],
    ['fail-over', { to: 'alternate', over: 15 }, 'did you mean 15s?'],
    ['restart', { pool: 'primary', share: '0%' }, 'share'],
    ['degrade', { pool: 'directory', cpu: '50%' }, 'not a part of directory that degrades'],
    ['degrade', { pool: 'directory', latency: 'slow' }, '"+200ms"'],
    ['throttle', {}, 'share: missing'],
    ['throttle', { share: '120%' }, 'above 100%'],
    ['throttle', { share: 1, by: 'usr' }, 'did you mean user?'],
    ['throttle', { share: 1, route: 'GET /users/:usr' }, 'did you mean GET /users/:user?'],
    ['fail-ovr', {}, 'did you mean fail-over?'],
  ])('%s %j says what is wrong', (name, body, message) => {
    const reply = post(name, body);
    expect(reply.status).toBe(name === 'fail-ovr' ? 404 : 400);
    expect(JSON.stringify(reply.value).replaceAll('\\"', '"')).toContain(message);
    expect(timeline()).toEqual([]);
  });

  it('GET /operations says what there is, and what each takes', () => {
    const request = { method: 'GET', path: '/operations', authorization: 'Bearer secret', body: '' };
    const { operations: listed } = answerControl(operations, 'secret', request).value as {
      operations: { name: string; body: { properties: object; required?: string[] } }[];
    };
    expect(listed.map(({ name }) => name)).toEqual(OPERATION_NAMES);
    expect(listed.find(({ name }) => name === 'fail-over')?.body).toMatchObject({
      properties: { to: { enum: ['primary', 'alternate'] }, over: {} },
      required: ['to'],
    });
  });

  it('does nothing without the token', () => {
    expect(post('roll-back', {}, 'Bearer guess').status).toBe(401);
    expect(timeline()).toEqual([]);
  });
});

describe('a failover that waits for caches', () => {
  it('holds the move after a second under the hit ratio, lets it go on, and says for how long it was held', () => {
    post('fail-over', { to: 'alternate', over: '10s', ready: { hitRatio: '80%' } });
    const seconds: [string, number | null][] = [
      ['alternate', null],
      ['alternate', 0.5],
      ['primary', 1],
      ['alternate', 0.7],
      ['alternate', 0.9],
    ];
    for (const [i, [pool, hitRatio]] of seconds.entries()) {
      clock.advance((i + 1) * 1000);
      operations.sampled(pool, hitRatio);
    }
    operations.note({ kind: 'move-completed', atMs: 15_000 });
    operations.sampled('alternate', 0);
    expect(told).toEqual([
      { proxy: { kind: 'move', to: 'alternate', overMs: 10_000 } },
      { proxy: { kind: 'hold' } },
      { proxy: { kind: 'go-on' } },
    ]);
    expect(timeline()).toEqual([
      '0 fail-over alternate: over 10s, while its hit ratio is at least 80%',
      '2000 fail-over-held alternate: nobody more moves while its hit ratio is under 80%: it was 50%',
      '15000 fail-over-completed alternate: all users prefer alternate; nobody moved for 3s of it, since its caches were cold',
    ]);
  });

  it('takes the ratio alone too, and is refused where all move at once', () => {
    expect(post('fail-over', { to: 'alternate', over: '10s', ready: '80%' }).status).toBe(202);
    expect(post('fail-over', { to: 'alternate', ready: '80%' })).toMatchObject({ status: 400 });
    expect(timeline()).toHaveLength(1);
  });
});

describe('a throttle of a class', () => {
  it('is told to the proxy and is a target of its own; of a class that there is not, it is refused', () => {
    site = { ...site, classes: ['user', 'prefetch'] };
    operations = new Operations(clock, site, { underTest, baseline }, new Timeline());
    expect(post('throttle', { share: '10%', class: 'prefetch' }).status).toBe(202);
    expect(told).toMatchObject([{ proxy: { kind: 'throttle', share: 0.1, class: 'prefetch', route: null } }]);
    expect(timeline()).toEqual(['0 throttle class prefetch: 10% of the users are admitted']);
    expect(post('throttle', { share: '10%', class: 'other' })).toMatchObject({ status: 400 });
  });
});
