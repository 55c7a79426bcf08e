import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../../operations/catalogue/test-timeline.ts';
import { told } from '../../operations/catalogue/timeline-event.ts';
import { testSubject } from '../progress/test-subject.ts';
import { LivePage } from './live-page.ts';
import { applyLiveChange, type LiveChange, type LiveState } from './live-state.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(each => each.close()));
});

async function started(kind: LiveState['kind'] = 'drills'): Promise<LivePage> {
  const page = await LivePage.start(kind, 'a drill', 0);
  open.push(page);
  return page;
}

/** A page that listens: its state, kept up to date. */
class Listener {
  state: LiveState | null = null;
  readonly #abort = new AbortController();
  #onNews: () => void = () => {};

  constructor(url: string) {
    void this.#listen(url).catch(() => {});
  }

  async until(happened: (state: LiveState) => boolean): Promise<LiveState> {
    while (this.state === null || !happened(this.state)) {
      await new Promise<void>(resolve => {
        this.#onNews = resolve;
      });
    }
    return this.state;
  }

  close(): void {
    this.#abort.abort();
  }

  async #listen(url: string): Promise<void> {
    const response = await fetch(`${url}/events`, { signal: this.#abort.signal });
    let text = '';
    for await (const chunk of (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) this.#heard(event);
      this.#onNews();
    }
  }

  #heard(event: string): void {
    const [, kind, data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? [];
    if (kind === 'state') this.state = JSON.parse(data) as LiveState;
    else if (kind === 'changes' && this.state !== null) {
      for (const change of JSON.parse(data) as LiveChange[]) applyLiveChange(this.state, change);
    }
  }
}

describe('what the live page is told', () => {
  it('is everything so far, then each change, at once or later the same', async () => {
    const page = await started();
    const { tell } = page.add(testSubject());
    tell({ kind: 'started' });
    tell({ kind: 'numbers', second: 0, values: { offered: 10 } });
    const early = new Listener(page.url);
    await early.until(({ progresses }) => progresses[0]?.seconds === 1);
    tell({ kind: 'numbers', second: 1, values: { offered: 20 } });
    tell({ kind: 'event', event: told(at(1.5, 'fail-over', { to: 'alternate', overMs: 0 })) });
    const heard = await early.until(({ progresses }) => progresses[0]?.timeline.length === 1);
    expect(heard.progresses[0]?.columns.offered).toEqual([10, 20]);
    const late = new Listener(page.url);
    expect(await late.until(() => true)).toEqual(heard);
    early.close();
    late.close();
  });

  it('ends with reports that are there until whoever listens has them', async () => {
    const page = await started();
    const { tell, report } = page.add(testSubject());
    const listener = new Listener(page.url);
    await listener.until(() => true);
    tell({ kind: 'over', verdict: 'fail', reasons: ['504s'], report: 'runs/x/report.html', totals: null });
    report(() => '<h1>a report</h1>');
    page.end({ verdict: 'worse', reasons: ['it is worse'], report: 'runs/x/report.html' }, () => 'of both');
    const closed = page.close();
    const state = await listener.until(({ end }) => end !== null);
    expect(state).toMatchObject({ reports: [0], end: { verdict: 'worse', shown: true } });
    expect(await (await fetch(`${page.url}/reports/0`)).text()).toBe('<h1>a report</h1>');
    expect(await (await fetch(`${page.url}/reports/end`)).text()).toBe('of both');
    expect((await fetch(`${page.url}/reports/1`)).status).toBe(404);
    listener.close();
    await closed;
    await expect(fetch(page.url)).rejects.toThrow();
  });
});

describe('the server of the live page', () => {
  it('takes the next free port', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const page = await LivePage.start('drills', 'a drill', port);
    open.push(page);
    expect(Number(new URL(page.url).port)).toBeGreaterThan(port);
    taken.close();
  });

  it.each(['/', '/live.js', '/events', '/reports/0', '/nothing'])(
    'refuses %s to a page of another host that was pointed here (DNS rebinding)',
    async path => {
      const page = await started();
      const { hostname, port } = new URL(page.url);
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const headers = { host: `evil.example:${port}` };
        request({ hostname, port, path, headers }, response => resolve(response.resume().statusCode))
          .on('error', reject)
          .end();
      });
      expect(status).toBe(403);
    },
  );

  it('lets the page do what it needs and no more', async () => {
    const page = await started('site');
    page.add(testSubject());
    page.site({ url: 'http://127.0.0.1:8090', forms: [] }, []);
    const { headers } = await fetch(page.url);
    const policy = (headers.get('content-security-policy') ?? '').split('; ');
    expect(policy.map(each => each.replace(/sha256-[\w+/=]+/, 'sha256-…'))).toEqual([
      "default-src 'none'",
      "script-src 'self' 'sha256-…'",
      "style-src 'self' 'sha256-…'",
      "connect-src 'self' http://127.0.0.1:8090",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  it('escapes what it is called', async () => {
    const page = await LivePage.start('drills', '</title><script>alert(1)</script>', 0);
    open.push(page);
    expect(await (await fetch(page.url)).text()).not.toContain('<script>alert');
  });
});
