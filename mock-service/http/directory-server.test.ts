import { afterEach, describe, expect, test } from 'vitest';
import type { Directory, DirectoryCall, DirectoryFailure } from '../model/directory.ts';
import { TestService } from '../service/my-sign-ins/test-service.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { serveDirectory } from './directory-server.ts';
import { HttpDirectory } from './http-directory.ts';
import type { LineServer } from './line-server.ts';

/** A directory that keeps its calls until it is told to answer. */
class HeldDirectory implements Directory {
  calls: DirectoryCall[] = [];
  #arrived: (() => void) | null = null;

  submit(call: DirectoryCall): void {
    this.calls.push(call);
    this.#arrived?.();
  }

  /** Waits until `count` calls have come. */
  async have(count: number): Promise<void> {
    while (this.calls.length < count) await new Promise<void>(resolve => (this.#arrived = resolve));
  }
}

const clock = new VirtualClock();
const open: { close(): Promise<void> | void }[] = [];

async function serve(directory: Directory, port = 0): Promise<LineServer> {
  const server = await serveDirectory({ directory, host: '127.0.0.1', port });
  open.push(server);
  return server;
}

function remote(origin: string): HttpDirectory {
  const directory = new HttpDirectory(origin, clock);
  open.push(directory);
  return directory;
}

/** Calls the directory. @returns what it answered */
function ask(directory: Directory, user: number, command: unknown = null): Promise<[unknown, DirectoryFailure | null]> {
  return new Promise(resolve => {
    directory.submit({ key: user, command, answered: (result, failure) => resolve([result, failure]) });
  });
}

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

describe('the directory over HTTP', () => {
  test('reads and writes as the directory itself', async () => {
    const { store } = new TestService(10);
    const near: Directory = {
      submit: call => {
        const { key, command } = call;
        call.answered(command === null ? store.read(key) : store.execute(key, command, 0), null, 0);
      },
    };
    const far = remote((await serve(near)).origin);
    expect(await ask(far, 10)).toEqual([null, null]);
    expect(await ask(far, 1)).toEqual([store.read(1), null]);
    const phone = { phoneNumber: '+1 2065550100', phoneType: 'office' };
    const [answer] = await ask(far, 1, { operation: 'add-phone', id: '', body: JSON.stringify(phone) });
    expect(answer).toMatchObject({ status: 201, document: phone });
    expect(await ask(far, 1)).toEqual([store.read(1), null]);
    expect(store.read(1)?.writes).toBe(1);
  });

  test('answers come in any order, failures as they are', async () => {
    const held = new HeldDirectory();
    const far = remote((await serve(held)).origin);
    const asked = [7, 8, 9].map(user => ask(far, user));
    await held.have(3);
    expect(held.calls.map(({ key }) => key)).toEqual([7, 8, 9]);
    held.calls[2]?.answered('nine', null, 0);
    held.calls[0]?.answered(null, 'timeout', 0);
    expect(await asked[2]).toEqual(['nine', null]);
    expect(await asked[0]).toEqual([null, 'timeout']);
    held.calls[1]?.answered('eight', null, 0);
    expect(await asked[1]).toEqual(['eight', null]);
  });

  test('thousands of calls at once reach the directory, none waits in between, texts of any kind survive', async () => {
    const held = new HeldDirectory();
    const far = remote((await serve(held)).origin);
    const command = { body: 'é😀\n"\u2028'.repeat(50) };
    const asked = Array.from({ length: 5000 }, (_, user) => ask(far, user, command));
    await held.have(5000);
    for (const { key, command, answered } of held.calls) answered.call(held.calls[key], [key, command], null, 0);
    const answers = await Promise.all(asked);
    expect(answers).toEqual(Array.from({ length: 5000 }, (_, user) => [[user, command], null]));
  });

  test('when the connection breaks the calls under way fail, and the next call connects anew', async () => {
    const held = new HeldDirectory();
    const first = await serve(held);
    const far = remote(first.origin);
    const lost = ask(far, 1);
    await held.have(1);
    await first.close();
    expect(await lost).toEqual([null, 'error']);
    expect(await ask(far, 2)).toEqual([null, 'error']);
    await serve(held, Number(new URL(first.origin).port));
    const found = ask(far, 3);
    await held.have(2);
    held.calls[1]?.answered('three', null, 0);
    expect(await found).toEqual(['three', null]);
  });

  test('closing fails what is under way', async () => {
    const held = new HeldDirectory();
    const far = remote((await serve(held)).origin);
    const lost = ask(far, 1);
    await held.have(1);
    far.close();
    expect(await lost).toEqual([null, 'error']);
    expect(await ask(far, 2)).toEqual([null, 'error']);
  });

  test('says that it is well; there is nothing else to ask it in plain HTTP', async () => {
    const { origin } = await serve(new HeldDirectory());
    expect(await (await fetch(`${origin}/healthz`)).text()).toBe('ok\n');
    expect((await fetch(`${origin}/calls`)).status).toBe(404);
  });
});
