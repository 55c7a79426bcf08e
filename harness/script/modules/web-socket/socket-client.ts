import type { Metric, Metrics } from '../../../measure/metrics.ts';
import type { TagSet } from '../../../measure/tags.ts';
import type {
  Handshake,
  WebSocketEnd,
  WebSocketLine,
  WebSocketListener,
  WebSockets,
} from '../../../transport/web-socket.ts';
import { HostNotAllowed } from '../host-not-allowed.ts';
import { CookieJar } from '../http/cookie-jar.ts';
import type { HttpClient } from '../http/http-client.ts';
import { DEFAULT_TIMEOUT_MS } from '../http/request-params.ts';
import { neverInInit } from '../life.ts';
import type { ScriptLog } from '../script-log.ts';
import { ToldOnce } from '../told-once.ts';
import type { SocketRequest } from './measured-socket.ts';

/** k6's metrics of WebSockets. */
interface SocketMetrics {
  readonly connecting: Metric;
  readonly sessions: Metric;
  readonly sessionDuration: Metric;
  readonly sent: Metric;
  readonly received: Metric;
  readonly ping: Metric;
  readonly dataSent: Metric;
  readonly dataReceived: Metric;
}

function metricsIn(metrics: Metrics): SocketMetrics {
  return {
    connecting: metrics.define('ws_connecting', 'trend', 'time'),
    sessions: metrics.define('ws_sessions', 'counter'),
    sessionDuration: metrics.define('ws_session_duration', 'trend', 'time'),
    sent: metrics.define('ws_msgs_sent', 'counter'),
    received: metrics.define('ws_msgs_received', 'counter'),
    ping: metrics.define('ws_ping', 'trend', 'time'),
    dataSent: metrics.define('data_sent', 'counter', 'data'),
    dataReceived: metrics.define('data_received', 'counter', 'data'),
  };
}

/** What the parameters of a WebSocket say, as the script wrote them. */
type Given = Readonly<Record<string, unknown>>;

/** Opens the WebSockets of all VUs: one per drill process. */
export class SocketClient {
  readonly http: HttpClient;
  readonly metrics: SocketMetrics;
  readonly #sockets: WebSockets;
  readonly #failures: ToldOnce;

  constructor(http: HttpClient, sockets: WebSockets, log: ScriptLog) {
    this.http = http;
    this.metrics = metricsIn(http.runtime.metrics);
    this.#sockets = sockets;
    this.#failures = new ToldOnce(log);
  }

  now(): number {
    return this.http.runtime.clock.now();
  }

  /** Describes a WebSocket; nothing is sent. @throws TypeError for what describes none */
  describe(url: unknown, params: unknown): SocketRequest {
    const { runtime, sessions, selection, options } = this.http;
    const vu = runtime.current;
    if (vu.phase === 'init') throw neverInInit('a WebSocket');
    const text = String(url);
    const target = URL.parse(text.replace(/^http/i, 'ws'));
    if (target === null || !/^wss?:$/.test(target.protocol))
      throw new TypeError(`the URL of a WebSocket begins with ws:// or wss:// (got ${JSON.stringify(text)})`);
    target.hash = '';
    const { headers, tags, jar, compression } = (params ?? {}) as Given;
    if (jar !== undefined && jar !== null && !(jar instanceof CookieJar))
      throw new TypeError('jar is what http.cookieJar() or new http.CookieJar() makes');
    if (compression !== undefined && compression !== null && compression !== '' && compression !== 'deflate')
      throw new TypeError(`compression is 'deflate' or nothing (got ${JSON.stringify(compression)})`);
    const httpUrl = target.href.replace(/^ws/, 'http');
    const cookies = jar instanceof CookieJar ? jar : sessions.of(vu).jar(options.noCookiesReset);
    const given = Object.entries((headers ?? {}) as Given);
    const own = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
    return {
      url: target.href,
      httpUrl,
      headers: withDefaults(own, cookies.matching(httpUrl), options.userAgent),
      compresses: compression === 'deflate',
      jar: cookies,
      vu,
      vuTags: vu.tags,
      tags: tags === undefined || tags === null ? vu.tags : selection.add(vu.tags, tags as Given),
    };
  }

  dial({ url, headers, compresses }: SocketRequest, listener: WebSocketListener): WebSocketLine {
    return this.#sockets.open({ url, headers, compresses, timeoutMs: DEFAULT_TIMEOUT_MS }, listener);
  }

  /** The tags of what is measured of a WebSocket. @param handshake null: the server answered nothing */
  tagsOf({ url, tags }: SocketRequest, handshake: Handshake | null, error: string): TagSet {
    const { selection } = this.http;
    const status = handshake?.status ?? 0;
    const subprotocol = handshake?.headers['sec-websocket-protocol'];
    const name = tags.get('name') ?? url;
    const own = { url: name, name, status, ...(subprotocol && { subproto: subprotocol }), ...(error && { error }) };
    return selection.add(tags, own);
  }

  /**
   * A WebSocket did not open: the user is told, each reason once.
   * @returns what the script is to see as an exception; null: it goes on
   */
  failed({ url, vu }: SocketRequest, { failure }: WebSocketEnd, error: string): Error | null {
    if (failure === 'forbidden') return new HostNotAllowed(`WebSocket ${url}`, new URL(url).hostname);
    vu.requestFailed = true;
    this.#failures.tell(`WebSocket ${url} did not open: ${error}`, vu);
    return this.http.options.throwsOnFailure ? new Error(`WebSocket ${url}: ${error}`) : null;
  }
}

/** With the jar's cookies and the script's agent, unless it says others itself. */
function withDefaults(
  headers: Readonly<Record<string, string>>,
  cookies: readonly { readonly name: string; readonly value: string }[],
  userAgent: string | null,
): Record<string, string> {
  const names = new Set(Object.keys(headers).map(name => name.toLowerCase()));
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return {
    ...headers,
    ...(cookie !== '' && !names.has('cookie') && { Cookie: cookie }),
    ...(userAgent !== null && !names.has('user-agent') && { 'User-Agent': userAgent }),
  };
}
