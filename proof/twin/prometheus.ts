import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const PROMETHEUS = '/usr/bin/prometheus';

/** A Prometheus that has what was scraped on a virtual clock. */
export interface LoadedPrometheus {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Loads OpenMetrics text, with time stamps, into the blocks of a Prometheus of its own, and starts that.
 * @param folder an empty one
 * @throws Error where prometheus or promtool are not there
 */
export async function loadedPrometheus(folder: string, openMetrics: string): Promise<LoadedPrometheus> {
  mkdirSync(folder, { recursive: true });
  const text = join(folder, 'metrics.txt');
  const data = join(folder, 'data');
  writeFileSync(text, openMetrics);
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '-q', text, data]);
  writeFileSync(join(folder, 'prometheus.yml'), 'scrape_configs: []\n');
  const port = await freePort();
  const server = spawn(
    PROMETHEUS,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  const gone = new Promise<void>(resolve => server.once('exit', () => resolve()));
  const close = async (): Promise<void> => {
    server.kill();
    await gone;
  };
  for (let tries = 0; ; tries++) {
    const ready = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return { url, close };
    if (tries > 300 || server.exitCode !== null) {
      await close();
      throw new Error('Prometheus does not become ready');
    }
    await wait(100);
  }
}

/** A port of loopback that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise(closed => server.close(closed));
  return port;
}
