/**
 * How long `headroom import` takes for a log of ten million lines, and how much memory: `node bench/import.ts [LINES] [FOLDER]`. Prints also what
 * `wc -l` takes for the same file, which is the least that any reader of it could.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RandomStream } from '../mock-service/time/random.ts';
import { zipfSampler } from '../scenarios/lib/traffic.ts';

const LINES = Number(process.argv[2] ?? 10_000_000);
const USERS = 300_000;
const PRODUCTS = 1_000_000;
const START = Date.UTC(2026, 5, 1, 6);
const PER_SECOND = 2000;
const BLOCK = 20_000;

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly code: number;
}

const headroom = fileURLToPath(new URL('../harness/cli/headroom.js', import.meta.url));

/** A shop's log: products by Zipf's law, each user's cart, searches, and pages that nobody asks for again. */
async function write(file: string): Promise<void> {
  const random = new RandomStream(15);
  const next = (): number => random.next();
  const product = zipfSampler(PRODUCTS, 0.85);
  const out = createWriteStream(file);
  let text = '';
  for (let i = 0; i < LINES; i++) {
    const at = new Date(START + (i / PER_SECOND) * 1000);
    const user = Math.floor(next() * USERS);
    const kind = next();
    const id = product(next);
    const what =
      kind < 0.6
        ? `GET /api/products/${id}`
        : kind < 0.8
          ? 'GET /api/cart'
          : kind < 0.85
            ? 'POST /api/cart'
            : kind < 0.95
              ? `GET /search?q=word${id % 40_000}&page=1`
              : `GET /orders/${(i * 2_654_435_761) % 4_294_967_296}`;
    const stamp = `01/Jun/2026:${at.toISOString().slice(11, 19)} +0000`;
    const size = 400 + ((id * 7919) % 9000);
    text += `10.${user >>> 16}.${(user >>> 8) & 255}.${user & 255} - - [${stamp}] "${what} HTTP/1.1" ${kind > 0.8 && kind < 0.85 ? 201 : 200} ${size} "https://shop.example/" "Mozilla/5.0 (X11; Linux x86_64)" 0.0${10 + (i % 80)}\n`;
    if (i % BLOCK === BLOCK - 1) {
      if (!out.write(text)) await once(out, 'drain');
      text = '';
    }
  }
  out.end(text);
  await once(out, 'finish');
}

/** Seconds, those of CPU, and the highest resident memory in MB. */
async function measure(command: string, args: readonly string[]): Promise<Measured> {
  const began = performance.now();
  const child = spawn('/usr/bin/time', ['-f', 'peak %M cpu %U %S', command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const [code] = (await once(child, 'close')) as [number];
  const seconds = (performance.now() - began) / 1000;
  const [, peak, user, system] = /peak (\d+) cpu ([\d.]+) ([\d.]+)/.exec(said) ?? [];
  return { seconds, cpuSeconds: Number(user) + Number(system), peakMb: Number(peak) / 1024, code };
}

const folder = process.argv[3] ?? mkdtempSync(join(tmpdir(), 'headroom-import-'));
const file = join(folder, 'access.log');
try {
  if (!existsSync(file)) await write(file);
  console.log(`${LINES.toLocaleString('en')} lines, ${Math.round(statSync(file).size / 2 ** 20)} MiB`);
  const plain = await measure('wc', ['-l', file]);
  console.log(`wc -l            ${plain.seconds.toFixed(1)} s`);
  const { seconds, cpuSeconds, peakMb, code } = await measure(process.execPath, [
    headroom,
    'import',
    file,
    '--out',
    join(folder, 'out'),
  ]);
  console.log(
    `headroom import  ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of CPU), ${Math.round(LINES / seconds / 1000)} thousand lines a second, at most ${Math.round(peakMb)} MB, exit ${code}`,
  );
} finally {
  if (process.argv[3] === undefined) rmSync(folder, { recursive: true, force: true });
}
