import { expect, test } from 'vitest';
import { checkTopology } from '../topology/parse-topology.ts';
import { serveBanner } from './serve-banner.ts';

const SITE = {
  url: 'http://127.0.0.1:8080',
  tlsUrl: 'https://127.0.0.1:8443',
  controlUrl: 'http://127.0.0.1:8090',
  token: 'abc',
  pageUrl: null,
};
const ONE = { instances: 1, cores: 1, memory: '1GiB' };

function banner(service?: object): string[] {
  const topology = checkTopology({
    ...{ name: 'shop', peak: 10, pools: { primary: ONE, alternate: ONE } },
    ...(service === undefined ? {} : { service }),
  });
  return serveBanner(topology, 'baseline', SITE).split('\n');
}

test('the routes of a declared service are shown, with a call that one of them answers', () => {
  const routes = { 'POST /a': {}, 'GET /orders/:id/*': { reads: 'order', by: 'path.id' } };
  const lines = banner({ entries: { order: { count: 5 } }, routes });
  expect(lines.slice(2, 9)).toEqual([
    '  shop            http://127.0.0.1:8080',
    '  https           https://127.0.0.1:8443',
    '                  POST /a',
    '                  GET /orders/:id/*',
    '  control server  http://127.0.0.1:8090    token abc',
    '',
    '  curl -H "x-user: user7" "http://127.0.0.1:8080/orders/7/7"',
  ]);
  expect(lines.join()).not.toMatch(/Sign-Ins|Graph|v1\.0/);
});

test.each([
  [{ cookie: 'sid' }, 'curl -X POST -b "sid=user7" "http://127.0.0.1:8080/a"'],
  [{ bearer: 'sub' }, 'curl -X POST -H "Authorization: Bearer user7" "http://127.0.0.1:8080/a"'],
  [{ query: 'u' }, 'curl -X POST "http://127.0.0.1:8080/a?u=user7"'],
])('whose request it is goes where the topology has it: %o', (user, expected) => {
  expect(banner({ user, routes: { 'POST /a': {} } })).toContain(`  ${expected}`);
});

test('without a declared service it is My Sign-Ins', () => {
  expect(banner().slice(2, 4)).toEqual([
    '  My Sign-Ins     http://127.0.0.1:8080/',
    '  Graph, https    https://127.0.0.1:8443/v1.0/me/authentication/methods',
  ]);
});
