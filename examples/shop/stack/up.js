/**
 * The shop as processes, all on loopback and at free ports: HAProxy before two pools of servers, the store behind both, and Prometheus.
 *
 *     node examples/shop/stack/up.js [FOLDER]
 *
 * Writes FOLDER/target.yaml (default: `running` beside this file), which `headroom run --target` takes, and FOLDER/twin.yaml for `headroom calibrate`,
 * and stays until Ctrl-C; then, or however it ends, everything ends. It needs `haproxy` and `prometheus`: apt-get install haproxy prometheus.
 */

import { execFileSync, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, createServer as listener } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, 'running'));
const work = mkdtempSync(join(tmpdir(), 'shop-'));
const FILES = ['target.yaml', 'twin.yaml'];
const POOLS = { primary: 2, alternate: 1 };
const token = randomBytes(16).toString('hex');
const children = [];
/** Servers that are being restarted. */
const leaving = new Set();

for (const program of ['haproxy', 'prometheus']) findProgram(program);

function findProgram(name) {
  for (const path of [name, `/usr/sbin/${name}`]) {
    try {
      execFileSync(path, [name === 'haproxy' ? '-v' : '--version'], { stdio: 'ignore' });
      return path;
    } catch {}
  }
  console.error(`${name} is needed, and is not there: apt-get install haproxy prometheus`);
  process.exit(2);
}

function start(file, args) {
  const child = fork(join(here, file), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.push(child);
  child.on('exit', code => {
    if (!stopping && !leaving.has(child)) {
      console.error(`${file} ${args[0] ?? ''} ended (${code}): the shop closes`);
      stop(1);
    }
  });
  return child;
}

/** The port of a process of ours, which it says when it listens. */
async function portOf(child) {
  const { port } = await new Promise(ready => child.once('message', ready));
  return port;
}

async function freePort() {
  const server = listener();
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise(closed => server.close(closed));
  return port;
}

let stopping = false;
function stop(code) {
  stopping = true;
  for (const child of children) if (child.connected) child.disconnect();
  for (const name of FILES) rmSync(join(out, name), { force: true });
  setTimeout(() => {
    rmSync(work, { recursive: true, force: true });
    process.exit(code);
  }, 500);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0));

const storePort = await portOf(start('store.js', []));
const servers = await Promise.all(
  Object.entries(POOLS).flatMap(([pool, count]) =>
    Array.from({ length: count }, async (_, i) => {
      const child = start('server.js', [pool, String(storePort)]);
      return { pool, name: `${pool}-${i}`, port: await portOf(child), child, ttlMs: null };
    }),
  ),
);

// Which share of the users the alternate has: HAProxy looks it up for each request, and its socket changes it.
const shareMap = join(work, 'share.map');
const socket = join(work, 'haproxy.sock');
writeFileSync(shareMap, 'share 0\n');
const shopPort = await freePort();
const backend = pool => `
backend ${pool}
  balance hdr(x-user)
  hash-type consistent
${servers
  .filter(each => each.pool === pool)
  .map(({ name, port }) => `  server ${name} 127.0.0.1:${port}`)
  .join('\n')}
`;
writeFileSync(
  join(work, 'haproxy.cfg'),
  `global
  stats socket ${socket} mode 600 level admin
  maxconn 4000
defaults
  mode http
  timeout connect 250ms
  timeout client 60s
  timeout server 2s      # the deadline that becomes a 504
  retries 0
frontend shop
  bind 127.0.0.1:${shopPort}
  http-request set-var(txn.share) str(share),map_str_int(${shareMap},0)
  use_backend alternate if { req.hdr(x-user),crc32,mod(100),sub(txn.share) lt 0 }
  default_backend primary
${Object.keys(POOLS).map(backend).join('')}`,
);
start('program.js', [findProgram('haproxy'), '-db', '-q', '-f', join(work, 'haproxy.cfg')]);

const prometheusPort = await freePort();
const targets = [...servers.map(({ port }) => port), storePort].map(port => `'127.0.0.1:${port}'`);
writeFileSync(
  join(work, 'prometheus.yml'),
  `global: { scrape_interval: 1s }
scrape_configs: [{ job_name: shop, static_configs: [{ targets: [${targets}] }] }]
`,
);
start('program.js', [
  findProgram('prometheus'),
  `--config.file=${join(work, 'prometheus.yml')}`,
  `--storage.tsdb.path=${join(work, 'data')}`,
  `--web.listen-address=127.0.0.1:${prometheusPort}`,
  '--log.level=error',
]);

/** What the operators of the shop can do; what they ask for is done when it is answered. */
let inForce = resolve(here, '../settings/good.yaml');
let share = 0;
const operations = {
  async '/deploy'({ file, pool }) {
    const ttl = /^ttl:\s*(\d+)(ms|s|m)\b/m.exec(readFileSync(file, 'utf8'));
    if (ttl === null) throw new Error(`${file} has no ttl`);
    const ms = Number(ttl[1]) * { ms: 1, s: 1000, m: 60_000 }[ttl[2]];
    const chosen = servers.filter(each => pool === 'all' || each.pool === pool);
    await Promise.all(chosen.map(server => setTtl(server, ms)));
    inForce = file;
    return `ttl ${ttl[1]}${ttl[2]} on ${chosen.map(({ name }) => name).join(', ')}`;
  },
  async '/fail-over'({ to, seconds = 0 }) {
    const goal = to === 'alternate' ? 100 : 0;
    const from = share;
    const steps = Math.max(1, Math.round(Number(seconds) * 5));
    for (let step = 1; step <= steps; step++) {
      share = Math.round(from + ((goal - from) * step) / steps);
      await haproxy(`set map ${shareMap} share ${share}`);
      if (step < steps) await sleep(200);
    }
    return `${share} % of the users are on alternate`;
  },
  async '/restart'({ pool, share: part = 1, over = 0 }) {
    const own = servers.filter(each => each.pool === pool);
    const chosen = own.slice(0, Math.ceil(own.length * Number(part)));
    for (const server of chosen) {
      leaving.add(server.child);
      const gone = new Promise(done => server.child.once('exit', done));
      server.child.disconnect();
      await gone;
      server.child = start('server.js', [pool, String(storePort), String(server.port)]);
      await portOf(server.child);
      if (server.ttlMs !== null) await setTtl(server, server.ttlMs);
      if (server !== chosen.at(-1)) await sleep((1000 * Number(over)) / chosen.length);
    }
    return `${chosen.map(({ name }) => name).join(', ')} began again`;
  },
  async '/reset'() {
    await operations['/fail-over']({ to: 'primary' });
    await Promise.all(servers.map(({ port }) => admin(port, 'DELETE', '/admin/cache')));
    return 'users are home, and all caches are empty';
  },
};

function setTtl(server, ms) {
  server.ttlMs = ms;
  return admin(server.port, 'PUT', '/admin/ttl', String(ms));
}

function admin(port, method, path, body) {
  return fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body === undefined ? {} : { body }) });
}

function haproxy(command) {
  return new Promise((done, failed) => {
    const client = connect(socket, () => client.end(`${command}\n`));
    let text = '';
    client.setEncoding('utf8').on('data', chunk => (text += chunk));
    client.on('error', failed).on('close', () => (text.trim() === '' ? done() : failed(new Error(text.trim()))));
  });
}

const operators = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end('the token is missing');
  if (request.url === '/in-force') return response.end(basename(inForce, '.yaml'));
  const operation = operations[request.url];
  if (operation === undefined || request.method !== 'POST') return response.writeHead(404).end('no such operation');
  try {
    response.end(await operation(text === '' ? {} : JSON.parse(text)));
  } catch (error) {
    response.writeHead(500).end(error.message);
  }
});
await new Promise(ready => operators.listen(0, '127.0.0.1', ready));
const adminUrl = `http://127.0.0.1:${operators.address().port}`;

const shop = `http://127.0.0.1:${shopPort}`;
const prometheus = `http://127.0.0.1:${prometheusPort}`;
mkdirSync(out, { recursive: true });
const filled = {
  shop,
  prometheus,
  admin: adminUrl,
  token,
  node: process.execPath,
  deploy: join(here, 'deploy.js'),
  home: resolve(here, '..'),
};
for (const name of FILES) {
  const text = readFileSync(join(here, '..', name), 'utf8').replaceAll(/<(\w+)>/g, (_, key) => filled[key]);
  writeFileSync(join(out, name), text, { mode: 0o600 });
}
await answered(`${shop}/`);
await answered(`${prometheus}/-/ready`);
console.log(`The shop is open. Ctrl-C closes it.

  shop        ${shop}
  prometheus  ${prometheus}
  target      ${join(out, 'target.yaml')}
  twin        ${join(out, 'twin.yaml')}
`);

async function answered(url) {
  for (let tries = 0; !stopping; tries++) {
    const ok = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ok) return;
    if (tries > 150) throw new Error(`${url} does not answer`);
    await sleep(100);
  }
}
