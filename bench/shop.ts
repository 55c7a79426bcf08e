import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SHOP = 'examples/shop';

/** The example shop, as it stands. */
export interface OpenShop {
  /** Path of its target file. */
  readonly target: string;
  readonly url: string;
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
  const target = join(folder, 'running', 'target.yaml');
  const text = readFileSync(target, 'utf8');
  const [, url = ''] = /^url: (\S+)/m.exec(text) ?? [];
  const [, admin, token] = /reset: \{ http: \{ post: (\S+)\/reset,.*Bearer (\w+)/.exec(text) ?? [];
  return {
    ...{ target, url },
    async operate(operation, body) {
      const headers = { authorization: `Bearer ${token}` };
      const { ok, status } = await fetch(`${admin}/${operation}`, {
        ...{ method: 'POST', headers, body: JSON.stringify(body) },
      });
      if (!ok) throw new Error(`${operation}: ${status}`);
    },
    close: () => void child.kill('SIGTERM'),
  };
}
