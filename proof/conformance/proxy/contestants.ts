/** Our proxy and HAProxy, each before an instance of its own that does what a case says. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { liveProxy, nobody } from '../../../harness/proxy/live/test-live-site.ts';
import type { ExchangeCase, Step } from './exchange-case.ts';
import { type Message, readAnswers, readRequests } from './messages.ts';
import { Peer } from './peer.ts';

/** The deadline of either, and how long they wait for callers, ms. */
export const TIMEOUT_MS = 1000;
/** A caller that has heard nothing for so long hears nothing more. */
const SILENCE_MS = 2.5 * TIMEOUT_MS;

const HI = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{hi}';
const GET: readonly Step[] = [{ send: 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' }];

/** `2.6.12`; null if it is not installed. */
export function haproxyVersion(): string | null {
  try {
    return /version (\d+(?:\.\d+)*)/.exec(execFileSync('haproxy', ['-v']).toString())?.[1] ?? 'unknown';
  } catch {
    return null;
  }
}

/** One proxy and its instance. */
export class Contestant {
  readonly #server: Server;
  #port = 0;
  #peers: Peer[] = [];
  #steps: readonly Step[] | null = null;

  constructor() {
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, socket => {
      const peer = new Peer(socket);
      this.#peers.push(peer);
      void peer.perform(this.#steps ?? Array.from({ length: 20 }, (): Step[] => ['request', { send: HI }]).flat());
      socket.on('end', () => socket.end());
    });
  }

  /** @param before starts the proxy before the instance on a port, and gives its own. */
  async start(before: (instancePort: number) => Promise<number>): Promise<void> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    this.#port = await before((this.#server.address() as AddressInfo).port);
  }

  stop(): void {
    for (const peer of this.#peers) peer.destroy();
    this.#server.close();
  }

  /** What becomes of a case. */
  async outcome({ caller, instance }: Pick<ExchangeCase, 'caller' | 'instance'>): Promise<string> {
    this.#peers = [];
    this.#steps = instance;
    const socket = connect({ port: this.#port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const peer = new Peer(socket);
    socket.on('end', () => socket.end());
    await peer.perform(caller ?? GET);
    await Promise.race([peer.closed, sleep(SILENCE_MS, null, { ref: false })]);
    const open = peer.end === null;
    peer.destroy();
    const understood = this.#peers.flatMap(({ text }) => readRequests(text)).map(requestText);
    for (const each of this.#peers) each.destroy();
    // Until the proxy has seen it.
    await sleep(10);
    const answers = readAnswers(peer.text, peer.end === 'ended', toHead(caller));
    const got =
      interimOnce(answers.map(answerText)).join(' ') || (open ? 'silence' : peer.end === 'broken' ? 'reset' : 'closed');
    return understood.join() === 'GET /' ? got : `${got} ⇠ ${understood.join(', ') || 'nothing'}`;
  }
}

/** Whether a caller's first request has an answer without a body. */
function toHead(caller: readonly Step[] | null): boolean {
  const first = caller?.[0];
  return typeof first === 'object' && 'send' in first && first.send.startsWith('HEAD ');
}

/** How many interim answers came is a matter of time: several are `102 …`. */
function interimOnce(answers: readonly string[]): string[] {
  return answers.flatMap((answer, i) => {
    if (answer !== answers[i - 1]) return [answer];
    return answer.startsWith('1') && answers[i - 2] !== answer ? ['…'] : answer.startsWith('1') ? [] : [answer];
  });
}

function answerText({ line, headers, body, whole }: Message): string {
  const reason = headers.get('x-headroom-reason');
  const said = body.includes('{') ? ` ${body.length > 40 ? `${body.slice(0, 20)}…` : body}` : '';
  return `${line.slice(9, 12)}${reason === undefined ? '' : ` (${reason})`}${said}${whole ? '' : '…'}`;
}

function requestText({ line, headers, body, whole }: Message): string {
  const framing = headers.get('transfer-encoding') ?? headers.get('content-length');
  const long = body.length > 40;
  const shown = long ? `${body.slice(0, 8)}…` : body;
  const host = headers.get('host');
  return `${line.replace(/ HTTP\/1\.\d$/, '')}${host === 'a' ? '' : ` at ${host}`}${framing === undefined ? '' : ` [${framing}] ${shown}`}${whole || long ? '' : '…'}`;
}

/** Starts ours before an instance. */
export async function ours(instancePort: number): Promise<number> {
  const { port } = await liveProxy([`http://127.0.0.1:${instancePort}`], { timeoutMs: TIMEOUT_MS });
  return port;
}

/** Starts HAProxy before instances. */
export class Haproxies {
  readonly #folder = mkdtempSync(join(tmpdir(), 'headroom-haproxy-'));
  readonly #children: ChildProcess[] = [];

  /** @param checked the path of health checks, if there are to be any. */
  start = async (instancePort: number, checked: string | null = null): Promise<number> => {
    const port = Number(new URL(await nobody()).port);
    const file = join(this.#folder, `${port}.cfg`);
    writeFileSync(
      file,
      `global
  maxconn 200
  nbthread 1
defaults
  mode http
  retries 0
  timeout client ${TIMEOUT_MS}ms
  timeout connect 250ms
  timeout server ${TIMEOUT_MS}ms
frontend f
  bind 127.0.0.1:${port}
  default_backend b
backend b
${checked === null ? '' : `  option httpchk GET ${checked}\n`}  server s 127.0.0.1:${instancePort}${checked === null ? '' : ' check inter 50ms fall 1 rise 1'}
`,
    );
    this.#children.push(spawn('haproxy', ['-q', '-f', file], { stdio: 'ignore' }));
    for (let tries = 0; tries < 400; tries++) {
      const open = await new Promise<boolean>(resolve => {
        const probe = connect(port, '127.0.0.1', () => {
          probe.destroy();
          resolve(true);
        }).on('error', () => resolve(false));
      });
      if (open) return port;
      await sleep(10);
    }
    throw new Error('HAProxy did not start');
  };

  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
