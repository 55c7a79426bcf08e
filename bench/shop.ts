import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SHOP = 'examples/shop';

/** The example shop, as it stands. */
export interface OpenShop {
  /** Paths of its target file and its twin file. */
  readonly target: string;
  readonly twin: string;
  readonly url: string;
  /** Address of its Prometheus. */
  readonly prometheus: string;
  /** Tells its operators something, and waits until it is done. */
  operate(operation: string, body: object): Promise<void>;
  close(): void;
}

/** Opens it. @param folder where its target file goes. @throws Error if it does not open */
export async function openShop(folder: string): Promise<OpenShop> {
  const child = fork(`${SHOP}/stack/up.js`, [join(folder, 'running')], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  await new Promise<void>((open, failed) => {
    let said = '';
    child.once('exit', code => failed(new Error(`the shop did not open: ${code}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('The shop is open')) open();
    });
  });
  return { ...shopIn(join(folder, 'running')), close: () => void child.kill('SIGTERM') };
}

/** One that is open already, and stays so. @param folder where its target file is */
export function shopIn(folder: string): OpenShop {
  const target = join(folder, 'target.yaml');
  const text = readFileSync(target, 'utf8');
  const [, url = ''] = /^url: (\S+)/m.exec(text) ?? [];
  const [, prometheus = ''] = /prometheus: \{ url: (\S+),/.exec(text) ?? [];
  const [, admin, token] = /reset: \{ http: \{ post: (\S+)\/reset,.*Bearer (\w+)/.exec(text) ?? [];
  return {
    ...{ target, twin: join(folder, 'twin.yaml'), url, prometheus },
    async operate(operation, body) {
      const headers = { authorization: `Bearer ${token}` };
      const { ok, status } = await fetch(`${admin}/${operation}`, {
        ...{ method: 'POST', headers, body: JSON.stringify(body) },
      });
      if (!ok) throw new Error(`${operation}: ${status}`);
    },
    close() {},
  };
}
