/**
 * The store behind both pools: a SQLite table that takes 10 ms a call and does 20 at the same time; more of them wait.
 * GET /NAME/KEY reads, POST writes, GET /metrics is for Prometheus.
 */
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

const SLOTS = 20;
const CALL_MS = 10;

const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE things (name TEXT, key TEXT, value TEXT, PRIMARY KEY (name, key))');
const read = db.prepare('SELECT value FROM things WHERE name = ? AND key = ?');
const write = db.prepare('INSERT OR REPLACE INTO things VALUES (?, ?, ?)');

let used = 0;
/** @type {(() => void)[]} */
const waiting = [];

async function call(query) {
  if (used >= SLOTS) await new Promise(resolve => waiting.push(resolve));
  else used++;
  await sleep(CALL_MS);
  const result = query();
  const next = waiting.shift();
  // A slot goes straight to whoever waits.
  if (next === undefined) used--;
  else next();
  return result;
}

const server = createServer(async (request, response) => {
  if (request.url === '/metrics')
    return response.end(`shop_store_used ${used}\nshop_store_waiting ${waiting.length}\nshop_store_slots ${SLOTS}\n`);
  const [, name, key] = request.url.split('/');
  if (request.method === 'POST') {
    await call(() => write.run(name, key, new Date().toISOString()));
    return response.end('{}');
  }
  const row = await call(() => read.get(name, key));
  response.end(JSON.stringify({ name, key, value: row?.value ?? null }));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
