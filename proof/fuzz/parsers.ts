/** Everything of ours that reads what others wrote, with good inputs to damage. One table although it is long: a parser is a line of it. */
import { readFileSync } from 'node:fs';
import { readResponseHead } from '../../harness/http1/response-head.ts';
import { ResponseParser } from '../../harness/http1/response-parser.ts';
import { Census } from '../../harness/import/census.ts';
import { formatNamed } from '../../harness/import/formats/formats.ts';
import { emptyLine, type FormatName } from '../../harness/import/formats/log-format.ts';
import { importFiles, sketchOf } from '../../harness/import/import-files.ts';
import { profileOf } from '../../harness/import/traffic-profile.ts';
import { sketchFromHar } from '../../harness/init/from-har.ts';
import { sketchFromOpenApi } from '../../harness/init/from-openapi.ts';
import type { Sketch } from '../../harness/init/sketch.ts';
import { starterFiles, TOPOLOGY as TOPOLOGY_FILE } from '../../harness/init/starter-files.ts';
import { readDuration as scriptDuration } from '../../harness/load/duration.ts';
import { parseOptions } from '../../harness/load/options.ts';
import { parseSelector } from '../../harness/measure/selector.ts';
import { OPERATION_NAMES } from '../../harness/operations/catalogue/catalogue.ts';
import { answerControl } from '../../harness/operations/control-routes.ts';
import { Operations } from '../../harness/operations/operations.ts';
import { Timeline } from '../../harness/operations/timeline.ts';
import { readRemoteWrite } from '../../harness/prometheus/remote-write.ts';
import { RequestHeadFacts, requestHead } from '../../harness/proxy/request-head.ts';
import { originForm } from '../../harness/proxy/request-target.ts';
import { readAnyText } from '../../harness/record/record-file.ts';
import { testRecords } from '../../harness/record/test-records.ts';
import { parsePostMortem } from '../../harness/replay/read-post-mortem.ts';
import { plain } from '../../harness/report/paint.ts';
import { printable, terminalText } from '../../harness/report/printable.ts';
import { formsOf } from '../../harness/report/record-forms.ts';
import { durationMs } from '../../harness/script/modules/http/duration.ts';
import { jsonPath } from '../../harness/script/modules/http/json-path.ts';
import { parseSetCookies } from '../../harness/script/modules/http/set-cookie.ts';
import { UrlSplitter } from '../../harness/script/modules/http/url.ts';
import { parseTopology } from '../../harness/topology/read-topology.ts';
import { allowedHost } from '../../harness/transport/allowed-hosts.ts';
import { matrixOf } from '../../harness/twin/range-reader.ts';
import { parseTwin } from '../../harness/twin/read-twin.ts';
import { smallTwin } from '../../harness/twin/test-service.ts';
import { parseExpression } from '../../harness/verdict/threshold-expression.ts';
import { TestService } from '../../mock-service/service/my-sign-ins/test-service.ts';
import { differences } from '../../mock-service/settings/differences.ts';
import { fingerprint } from '../../mock-service/settings/fingerprint.ts';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { parseSetOption } from '../../mock-service/settings/set-option.ts';
import { readDuration, readShare, readSize } from '../../mock-service/settings/units.ts';
import type { RandomStream } from '../../mock-service/time/random.ts';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { Parser } from './fuzz.ts';
import { below, mutateText, mutateValue, pick } from './mutate.ts';

const file = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const RANGE = {
  status: 'success',
  data: {
    resultType: 'matrix',
    result: [
      {
        metric: { pool: 'primary' },
        values: [
          [15, '1'],
          [30, 'NaN'],
        ],
      },
    ],
  },
};

/** A parser of texts. */
function texts(name: string, good: readonly string[], read: (input: string) => boolean): Parser {
  return { name, input: random => mutateText(random, pick(random, good), good), read };
}

/** A parser of JSON: most inputs are JSON still, damaged inside. */
function jsons(name: string, good: readonly unknown[], read: (input: string) => boolean): Parser {
  const whole = good.map(each => JSON.stringify(each));
  return {
    name,
    input: random =>
      random.next() < 0.15
        ? mutateText(random, pick(random, whole), whole)
        : JSON.stringify(mutateValue(random, pick(random, good))),
    read,
  };
}

/** Whether it reads; problems that are told with their place are a refusal. */
function isRead(read: () => unknown, ...refusals: readonly (new (...args: never) => Error)[]): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof InputErrors || refusals.some(kind => error instanceof kind)) return false;
    throw error;
  }
}

const SETTINGS = ['baseline', 'short-ttl', 'refresh-ahead', 'undersized'].map(name =>
  file(`mock-service/settings/${name}.yaml`),
);
const DEFAULTS = parseCacheSettings('capacity: 10', 'defaults.yaml');
const TOPOLOGY = file('scenarios/topologies/eu.yaml');
const TOPOLOGIES = [
  TOPOLOGY,
  file('scenarios/topologies/retry-storm.yaml'),
  `name: shop
peak: 10
users: 1000
pools:
  primary: { instances: 1, cores: 0.28, memory: 1GiB, quota: {} }
  alternate: { instances: 1, cores: 2, memory: 1GiB, quota: { period: 50ms, threads: 8 } }
service:
  user: { cookie: sid }
  entries:
    order: { count: 200000, size: 4KiB }
    cart: { per: user, size: 1KiB }
  routes:
    GET /api/orders/:id: { reads: order, by: path.id, cost: { hit: { fixed: 0.6ms } } }
    POST /api/cart: { writes: cart, answer: { status: 201, headers: { X-A: b }, body: '{"id":"{uuid}","q":"{query.q}"}' } }
`,
];

const RECORDS = testRecords();
/** Mended, so that it is read on: only who wants to gets past the seal. */
function resealed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { integrity: _, ...rest } = value as Record<string, unknown>;
  return { ...rest, integrity: fingerprint(JSON.parse(JSON.stringify(rest))) };
}

function readRecordText(input: string): boolean {
  return isRead(() => {
    const forms = formsOf(readAnyText(input, 'record.json'));
    forms.text(plain);
    forms.line();
    forms.junit?.();
    forms.github?.summary();
    forms.github?.annotations();
    forms.html?.({ script: '', style: '' });
  });
}

const records: Parser = {
  name: 'records, sealed again',
  input: random => {
    const { record } = pick(random, RECORDS);
    if (random.next() < 0.1) return mutateText(random, JSON.stringify(record), [JSON.stringify(RECORDS)]);
    return JSON.stringify(resealed(mutateValue(random, record)));
  },
  read: readRecordText,
};

const EXPRESSIONS = ['p(95)<500', ' p( 99.9 ) <= 1.5e3 ', 'rate>=0.95', 'count===3', 'avg==2', 'value!=.5'];
const DURATIONS = ['1m30s', '300s', '1.5h', '0', '50ms', '1h1m1s', '500us', '2d'];

const OPTIONS = [
  {
    vus: 3,
    duration: '30s',
    thresholds: {
      'http_req_duration{name:a,scenario:b}': [
        'p(95)<500',
        { threshold: 'avg<1', abortOnFail: true, delayAbortEval: '10s' },
      ],
    },
  },
  {
    scenarios: {
      a: {
        executor: 'constant-arrival-rate',
        rate: 20,
        timeUnit: '1s',
        duration: '5s',
        preAllocatedVUs: 5,
        maxVUs: 10,
        exec: 'main',
        env: { A: 'b' },
        tags: { c: 'd' },
      },
      b: {
        executor: 'ramping-arrival-rate',
        startRate: 1,
        stages: [{ duration: '10s', target: 20 }],
        preAllocatedVUs: 5,
        startTime: '5s',
        gracefulStop: '3s',
      },
      c: { executor: 'ramping-vus', startVUs: 1, stages: [{ duration: '10s', target: 20 }], gracefulRampDown: '3s' },
      d: { executor: 'per-vu-iterations', vus: 2, iterations: 4, maxDuration: '1m' },
    },
    summaryTrendStats: ['avg', 'p(99.9)'],
    hosts: { 'a.example': '127.0.0.1' },
    tags: { e: 'f' },
  },
  {
    stages: [{ duration: '5s', target: 3 }],
    setupTimeout: '10s',
    noConnectionReuse: true,
    httpDebug: 'full',
    dns: { ttl: '5m' },
  },
];

const ANSWERS = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=b\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;ext="x"\r\nhello\r\n0\r\nTrailer: t\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 204 No Content\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5, max=3\r\n\r\n',
  'HTTP/1.1 301 Moved\r\nLocation: /x\r\nConnection: close, x-hop\r\nX-Hop: 1\r\n\r\nbody until the end',
];

/** Feeds an answer in pieces, as sockets give them. */
function readAnswer(input: string): boolean {
  let taken = false;
  const nothing = (): void => {};
  const parser = new ResponseParser({
    interim: nothing,
    head: nothing,
    body: nothing,
    end: () => (taken = true),
    malformed: nothing,
  });
  parser.expect(input.length % 7 === 0 ? 'HEAD' : 'GET');
  const bytes = Buffer.from(input, 'latin1');
  const size = 1 + (input.length % 97) * 13;
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    parser.feed(piece, piece.length);
  }
  parser.ended();
  return taken;
}

const HEADS = [
  {
    method: 'GET',
    target: '/v1.0/me?$top=5',
    raw: ['Host', 'a.example', 'X-User', 'user1@eu.example', 'Connection', 'close, x-hop', 'X-Hop', '1'],
  },
  {
    method: 'POST',
    target: 'http://a.example/x',
    raw: ['host', 'a.example', 'Content-Length', '12', 'Via', '1.0 z', 'X-Forwarded-For', '10.0.0.1'],
  },
  {
    method: 'PUT',
    target: '*',
    raw: [
      'Host',
      '[::1]:80',
      'Transfer-Encoding',
      'chunked',
      'Authorization',
      'Bearer a.b.c',
      'Expect',
      '100-continue',
    ],
  },
];

function readHead(input: string): boolean {
  const { method, target, raw } = asObject(JSON.parse(input));
  // In pairs, as Node's parser gives them.
  const words = Array.isArray(raw) ? raw.slice(0, raw.length & ~1).map(textOf) : [];
  originForm(textOf(target), words[1] ?? null);
  return requestHead(textOf(method), textOf(target), words, '127.0.0.1', 'http', new RequestHeadFacts()) !== null;
}

/** What comes over a socket is text, whatever was made of it here. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const REQUESTS = [
  { method: 'GET', path: '/v1.0/me/authentication/methods?$select=id', body: '', headers: {} },
  {
    method: 'GET',
    path: "/v1.0/auditLogs/signIns?$filter=userId eq 'user1@eu.example'&$top=5",
    body: '',
    headers: { authorization: 'Bearer e30.eyJ1cG4iOiJ1c2VyMSJ9.e30' },
  },
  {
    method: 'POST',
    path: '/v1.0/me/authentication/phoneMethods',
    body: '{"phoneNumber": "+1 2065555555", "phoneType": "mobile"}',
    headers: {},
  },
  {
    method: 'POST',
    path: '/v1.0/me/authentication/temporaryAccessPassMethods',
    body: '{"lifetimeInMinutes": 60, "isUsableOnce": true}',
    headers: {},
  },
  {
    method: 'DELETE',
    path: '/v1.0/users/user2/authentication/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7',
    body: '',
    headers: {},
  },
];

function askService(input: string): boolean {
  const { method, path, body, headers } = asObject(JSON.parse(input));
  const { status } = SERVICE.ask(
    textOf(method),
    textOf(path),
    textOf(body),
    textOf(path).slice(-20),
    asObject(headers),
  );
  return status < 400;
}
const SERVICE = new TestService();

const BODIES: Record<string, unknown>[] = [
  { to: 'alternate', over: '15s' },
  { settings: 'under-test', pool: 'primary', share: '50%' },
  { settings: { ttl: '5s', capacity: 10 } },
  { pool: 'alternate', instances: 1, cpu: '50%', for: '10s' },
  { share: '50%', by: 'user', over: '10s', routes: ['GET /a'] },
];

function control(): (input: string) => boolean {
  const settings = parseCacheSettings(SETTINGS[0] as string, 'baseline.yaml');
  const pools = ['primary', 'alternate'].map(name => ({ name, instances: 2, restartAfterMs: 0 }));
  const nothing = (): void => {};
  const commands = { pool: nothing, directory: nothing, tier: nothing, proxy: nothing };
  const site = { pools, cacheTier: null, proxyServers: null, routes: ['GET /a'], ...commands, state: () => null };
  const operations = new Operations(
    new VirtualClock(),
    site,
    { underTest: settings, baseline: settings },
    new Timeline(),
  );
  return input => {
    const name = OPERATION_NAMES[input.length % OPERATION_NAMES.length];
    const request = { method: 'POST', path: `/operations/${name}`, authorization: 'Bearer t', body: input };
    return answerControl(operations, 't', request).status === 202;
  };
}

const OPENAPI = file('harness/e2e/fixtures/init/openapi.yaml');
const HAR: unknown = JSON.parse(file('harness/e2e/fixtures/init/visit.har'));

const OWN_FILES = { schemas: '../schemas', installed: true, lib: '../lib', globals: '../globals.d.ts' };

/** What is written of it can be read: a topology that is refused is our own bug. */
function isWhole(sketch: Sketch): void {
  topologyIsRead(starterFiles(sketch, OWN_FILES));
}

function topologyIsRead(files: Readonly<Record<string, string>>): void {
  const problems = isRead(() => parseTopology(files[TOPOLOGY_FILE] as string, 'topology.yaml'));
  if (!problems) throw new Error(`the topology that was written is refused: ${files[TOPOLOGY_FILE]}`);
}

const LOGS: Readonly<Record<FormatName, string>> = {
  combined: '10.0.0.1 - ann [01/Jun/2026:09:04:12 +0200] "GET /orders/17?full=1 HTTP/1.1" 200 812 "-" "curl/8" 0.031',
  json: '{"ts":1780304652.5,"request":{"remote_ip":"10.0.0.1","method":"GET","uri":"/a/b"},"duration":0.031,"size":812,"status":200}',
  alb: 'https 2026-06-01T07:04:12.000000Z app/shop/1f 10.0.0.1:2817 10.0.2.1:80 0.001 0.030 0.000 200 200 34 812 "GET https://shop.example:443/a HTTP/1.1" "curl/8"',
  envoy:
    '[2026-06-01T07:04:12.000Z] "POST /orders HTTP/2" 201 - via_upstream - "-" 0 812 31 30 "10.0.0.1" "curl/8" "3f0c" "shop" "10.0.2.1:80"',
  haproxy:
    'Jun  1 07:04:12 lb haproxy[12]: 10.0.0.1:33317 [01/Jun/2026:07:04:12.000] in~ shop/s1 0/0/1/30/31 200 812 - - ---- 1/1/1/1/0 0/0 {ann|x} {} "GET /q?a=b HTTP/1.1"',
};

/** A log of a few lines, whatever is in them, gives a drill that can be read. */
function readsLog(name: FormatName): (input: string) => boolean {
  return input => {
    const census = new Census({
      ...{ secret: new Uint8Array(16), user: { from: 'auto' }, routes: null, keepsAssets: false, mostSampled: 64 },
    });
    const lines = [...input.split('\n'), ...input.split('\n')];
    const reader = formatNamed(name).reader(null, lines);
    const into = emptyLine();
    for (const line of lines) if (reader.read(line, into) === null) census.add(into);
    const counted = census.result();
    const profile = counted === null ? null : profileOf(counted, 'auto');
    if (counted === null || profile === null) return false;
    topologyIsRead(importFiles(sketchOf('shop', `the log ${input}`, counted, profile), profile, OWN_FILES));
    return true;
  };
}

const GJSON = { a: [{ b: 1, c: 'x' }, { b: 2 }], 'd.e': { f: [1, [2, 3]] }, g: null };

/** In the order in which they are told. */
export function parsers(): readonly Parser[] {
  return [
    records,
    texts('cache settings', SETTINGS, input =>
      isRead(() => differences(parseCacheSettings(input, 'a.yaml').settings, DEFAULTS.settings)),
    ),
    texts('post-mortems', [file('scenarios/post-mortems/my-sign-ins-2026-06-01/replay.yaml')], input =>
      isRead(() => parsePostMortem(input, 'a/replay.yaml')),
    ),
    texts('twins', [smallTwin('http://127.0.0.1:9090')], input => isRead(() => parseTwin(input, 'a.yaml', {}))),
    jsons('answers of a Prometheus', [RANGE], input => typeof matrixOf(input) !== 'string'),
    texts('topologies', TOPOLOGIES, input => isRead(() => parseTopology(input, 'a.yaml'))),
    texts(
      '--set',
      ['ttl=30s', 'peak=1200', 'pools.alternate.instances=6', 'cost.hit={fixed: 3ms}', 'objectives.p99=off'],
      input => isRead(() => parseTopology(TOPOLOGY, 'a.yaml', [parseSetOption(input)])),
    ),
    validJsons(
      'k6 options',
      OPTIONS,
      input => parseOptions(JSON.parse(input), {}, ['default', 'main']).problems.length === 0,
    ),
    texts('thresholds', EXPRESSIONS, input => parseExpression(input) !== undefined),
    texts(
      "thresholds' keys",
      ['http_req_duration{name:a, scenario:"b"}', 'checks', 'm{a:b}'],
      input => typeof parseSelector(input) !== 'string',
    ),
    texts('durations, sizes, shares', [...DURATIONS, '512MiB', '1.5GiB', '10%', '0.5%'], input => {
      const read = [readDuration(input), readSize(input), readShare(input), scriptDuration(input)];
      return isRead(() => durationMs(input, 'timeout'), TypeError) || read.some(value => value !== undefined);
    }),
    texts('HTTP answers, chunked or not', ANSWERS, readAnswer),
    texts(
      'HTTP heads of answers',
      ANSWERS.map(each => each.split('\r\n\r\n')[0] as string),
      input => readResponseHead(input) !== null,
    ),
    validJsons('HTTP heads of requests', HEADS, readHead),
    validJsons('requests of the service', REQUESTS, askService),
    jsons('operations', BODIES, control()),
    texts(
      'URLs of scripts',
      ['http://127.0.0.1:8080/v1.0/me?a=b', 'https://u:p@host.example/%41/../x', 'http://[::1]/'],
      input => new UrlSplitter().split(input, { origin: '', path: '', url: '', userInfo: null }),
    ),
    texts(
      'URLs of remote write',
      ['http://127.0.0.1:9090/api/v1/write', 'https://me:s%40crt@prometheus.example/w'],
      input => typeof readRemoteWrite(input) !== 'string',
    ),
    texts('--allow-host', ['api.example', '::1', '[::1]', 'http://a.example:80/x', '*.example'], input =>
      isRead(() => allowedHost(input), RangeError),
    ),
    texts(
      'cookies',
      ['a=b; Path=/; Max-Age=5, c=d; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly', 'x=; Domain=.a.example'],
      input => parseSetCookies(input).length > 0,
    ),
    texts('JSON paths', ['a.#.b', 'a.#(b==2).c', 'd\\.e.f.1|0', 'a.#(c%"x*")#|@reverse', '@keys', 'a.*.?'], input =>
      isRead(() => jsonPath(GJSON, input), Error),
    ),
    texts('OpenAPI files', [OPENAPI], input => isRead(() => isWhole(sketchFromOpenApi(input, 'a.yaml')))),
    jsons('recordings (HAR)', [HAR], input => isRead(() => isWhole(sketchFromHar(input, 'a.har')))),
    ...(Object.keys(LOGS) as FormatName[]).map(name => texts(`access logs: ${name}`, [LOGS[name]], readsLog(name))),
    texts(
      'what terminals are shown',
      ['\u001b[31mred\u001b[0m', '::error::x', '##[group]x', 'a\r\nb\tc'],
      input => terminalText(printable(input)) === input,
    ),
  ];
}

/** Damaged values whose text is JSON: they come from parsers that are not ours. */
function validJsons(name: string, good: readonly unknown[], read: (input: string) => boolean): Parser {
  return { name, input: random => JSON.stringify(mutateStrings(random, pick(random, good))), read };
}

function mutateStrings(random: RandomStream, value: unknown): unknown {
  if (random.next() < 0.3) return mutateValue(random, value);
  const copy = structuredClone(value) as Record<string, unknown>;
  const keys = Object.keys(copy);
  const key = keys[below(random, keys.length)] as string;
  const inside = copy[key];
  if (typeof inside === 'string') copy[key] = mutateText(random, inside, [JSON.stringify(value)]);
  else copy[key] = mutateValue(random, inside);
  return copy;
}
