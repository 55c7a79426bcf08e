import { CLASS_HEADER } from '../../../../mock-service/model/request-classes.ts';
import { hashText, mix } from '../../../../mock-service/time/random.ts';
import { Deadlines } from '../../../http1/deadlines.ts';
import type { RequestTally } from '../../../measure/request-tally.ts';
import { NO_HEADERS } from '../../../transport/exchange.ts';
import type { ScriptRuntime } from '../../runtime/script-runtime.ts';
import type { ExecutionState } from '../execution-state.ts';
import { HostNotAllowed } from '../host-not-allowed.ts';
import { neverInInit } from '../life.ts';
import { PerVu } from '../per-vu.ts';
import type { Platform } from '../platform.ts';
import type { ScriptLog } from '../script-log.ts';
import { TagSelection } from '../tag-selection.ts';
import { ToldOnce } from '../told-once.ts';
import { digestAnswer } from './digest-auth.ts';
import { requestError } from './error-code.ts';
import { DEFAULT_EXPECTED } from './expected-statuses.ts';
import { HttpCall } from './http-call.ts';
import { type HttpOptions, httpOptions } from './http-options.ts';
import { HttpSession } from './http-session.ts';
import { followRedirect, withoutHeaders } from './redirect.ts';
import { headerOf, ReplyScan } from './reply-headers.ts';
import { compressBody, encodeBody } from './request-body.ts';
import { RequestMetrics } from './request-metrics.ts';
import { addHeader, applyParams, DEFAULT_TIMEOUT_MS, hasHeader, ownCookie } from './request-params.ts';
import { RequestTags } from './request-tags.ts';
import { Response } from './response.ts';
import { HttpUrl, UrlSplitter } from './url.ts';

/** Request line and status line without method, path and headers: `␣␣HTTP/1.1↵↵`, `HTTP/1.1 200 OK↵↵`. */
const LINE_BYTES = 14;
const STATUS_LINE_BYTES = 19;

/** Sends the requests of all VUs and accounts for them: one per drill process. */
export class HttpClient {
  readonly runtime: ScriptRuntime;
  readonly platform: Platform;
  readonly selection: TagSelection;
  readonly sessions: PerVu<HttpSession>;
  readonly deadlines: Deadlines;
  /** The present as Unix time in ms, on the virtual epoch. */
  readonly epochNow: () => number;
  #execution: ExecutionState;
  #metrics: RequestMetrics;
  #tally: RequestTally | null;
  #unsent: ToldOnce;
  #userAgent: string | null;
  /** The classes of the system's requests that a tag may name; null: it has none. */
  #classes: ReadonlySet<string> | null;
  #scan = new ReplyScan();
  #splitter = new UrlSplitter();
  #spare: HttpCall[] = [];
  #options: HttpOptions | null = null;
  #tags: RequestTags | null = null;
  #origin = '';
  #originCounts = false;
  #boundaries = 0;

  /**
   * @param userAgent how requests name their agent where the script does not; null: not at all
   * @param classes of requests, by name: a tag `class` that is one goes along as a header
   */
  constructor(
    runtime: ScriptRuntime,
    execution: ExecutionState,
    epochMs: number,
    log: ScriptLog,
    userAgent: string | null,
    platform: Platform,
    classes: readonly string[] = [],
  ) {
    this.runtime = runtime;
    this.platform = platform;
    this.selection = new TagSelection(runtime.metrics);
    this.epochNow = () => epochMs + runtime.clock.now();
    this.sessions = new PerVu(vu => new HttpSession(vu, this.epochNow));
    this.deadlines = new Deadlines(runtime.clock);
    this.#execution = execution;
    this.#metrics = new RequestMetrics(runtime.metrics);
    this.#tally = runtime.tally ?? null;
    this.#unsent = new ToldOnce(log);
    this.#userAgent = userAgent;
    this.#classes = classes.length === 0 ? null : new Set(classes);
  }

  /** The script's options; first asked for when the script has run. */
  get options(): HttpOptions {
    return (this.#options ??= httpOptions(this.#execution.options, this.#userAgent));
  }

  /** Describes a request; nothing is sent before the coroutine begins it. @throws TypeError for arguments that make no request. */
  describe(method: string, url: unknown, body: unknown, params: unknown): HttpCall {
    const vu = this.runtime.current;
    if (vu.phase === 'init') throw neverInInit('k6/http');
    const options = this.options;
    const session = this.sessions.of(vu);
    const call = this.#spare.pop() ?? new HttpCall(this);
    call.vu = vu;
    call.method = method;
    call.vuTags = vu.tags;
    call.tags = vu.tags;
    call.timeoutMs = DEFAULT_TIMEOUT_MS;
    call.redirectsLeft = options.maxRedirects;
    call.responseType = options.discardResponseBodies ? 'none' : 'text';
    call.callback = session.callback;
    call.throwsOnFailure = options.throwsOnFailure;
    call.jar = session.jar(options.noCookiesReset);
    this.#aim(call, url);
    if (params !== undefined && params !== null) applyParams(call, params, this.selection);
    if (this.#classes !== null) this.#nameClass(call, params);
    if (body !== undefined && body !== null) this.#fill(call, body);
    if (call.userInfo !== null && call.digest === 'none' && !hasHeader(call, 'authorization'))
      addHeader(call, 'Authorization', `Basic ${Buffer.from(call.userInfo).toString('base64')}`);
    if (options.userAgent !== null && !hasHeader(call, 'user-agent')) addHeader(call, 'User-Agent', options.userAgent);
    return call;
  }

  /** Begins a call. */
  start(call: HttpCall): void {
    const now = this.runtime.clock.now();
    call.iterationDueAt = call.vu.iterationDueAt;
    call.iterationLagMs = call.vu.iterationLagMs;
    if (call.invalidUrl) {
      this.runtime.clock.schedule(call.soon, now);
      return;
    }
    // Zero is no limit.
    if (call.timeoutMs > 0) this.deadlines.start(call, now, call.timeoutMs);
    this.#send(call, now);
  }

  cancel(call: HttpCall): void {
    if (call.invalidUrl) this.runtime.clock.cancel(call.soon);
    else {
      this.deadlines.end(call);
      this.runtime.transport.abort(call);
      if (call.counted) {
        const now = this.runtime.clock.now();
        timeOf(call, now);
        this.runtime.requests.interrupted(call, now);
      }
      call.abandoned = true;
    }
    this.#release(call);
  }

  /** The script's own time limit is up: whoever answers is told, and no answer is waited for. */
  expired(call: HttpCall, now: number): void {
    this.runtime.transport.abort(call);
    // An answer may have been on its way already.
    call.status = 0;
    call.failure = 'timeout';
    call.reason = null;
    call.replyHeaders = NO_HEADERS;
    call.replyBody = null;
    call.headersAt = 0;
    call.abandoned = true;
    this.answered(call, now);
  }

  /** An answer or a failure has come. */
  answered(call: HttpCall, now: number): void {
    if (call.invalidUrl) {
      this.#unsent.tell(`Request Failed: ${call.method} ${call.url}: invalid URL, so nothing was sent`, call.vu);
      return this.#deliver(call);
    }
    const scan = this.#scan;
    scan.read(call.replyHeaders);
    if (call.reason === null) call.reason = scan.reason;
    timeOf(call, now);
    const received = receivedBytes(call, scan);
    const redirects = call.status >= 300 && call.status < 400 && scan.location !== null && call.redirectsLeft > 0;
    if (scan.contentEncoding !== null && !redirects) decode(call, scan.contentEncoding, this.platform);
    const challenge = call.digest === 'wanted' ? this.#challenge(call) : null;
    const judged = call.callback !== null && challenge === null;
    call.expected =
      challenge !== null ||
      (call.status !== 0 && call.failure === null && (call.callback ?? DEFAULT_EXPECTED).has(call.status));
    // A host that is not allowed is the script's own mistake.
    if (!call.expected && call.failure !== 'forbidden') call.vu.requestFailed = true;
    const tags = (this.#tags ??= new RequestTags(this.runtime.metrics)).of(call, judged);
    this.#metrics.record(call, tags, judged, received);
    if (this.#tally !== null) this.#tally.add(call);
    if (call.counted) this.runtime.requests.ended(call, now);
    if (scan.setCookie !== null) call.jar?.store(call.url, scan.setCookie);
    if (challenge !== null) {
      call.digest = 'answered';
      addHeader(call, 'Authorization', challenge);
      this.#send(call, now);
      return;
    }
    if (redirects && followRedirect(call, scan.location as string, this.#splitter)) {
      this.#send(call, now);
      return;
    }
    this.deadlines.end(call);
    this.#deliver(call);
  }

  /** A separator for multipart bodies, the same in each run of the same drill. */
  boundary = (): string => {
    const number = this.#boundaries++;
    const parts = [0, 1, 2, 3].map(part => mix(mix(hashText('boundary'), number), part) >>> 0);
    return `headroom-${parts.map(part => part.toString(16).padStart(8, '0')).join('')}`;
  };

  #aim(call: HttpCall, url: unknown): void {
    let text: string;
    if (typeof url === 'string') text = url;
    else if (url instanceof HttpUrl) {
      text = url.url;
      call.name = url.name;
      if (this.selection.has('name')) call.tags = call.tags.with('name', url.name);
    } else text = String(url);
    call.url = text;
    call.invalidUrl = !this.#splitter.split(text, call);
  }

  /** The tag of the request itself, or of its scenario, names the class that it is of. */
  #nameClass(call: HttpCall, params: unknown): void {
    const own = (params as { tags?: { class?: unknown } } | null | undefined)?.tags?.class;
    const named = own === undefined || own === null ? call.vuTags.get('class') : String(own);
    if (named !== undefined && this.#classes?.has(named) && !hasHeader(call, CLASS_HEADER))
      addHeader(call, CLASS_HEADER, named);
  }

  #fill(call: HttpCall, body: unknown): void {
    const encoded = encodeBody(body, this.boundary);
    call.body = encoded.body;
    if (encoded.contentType !== null && !hasHeader(call, 'content-type'))
      addHeader(call, 'Content-Type', encoded.contentType);
    if (call.compression === '') return;
    const compressed = compressBody(call.body, call.compression, this.platform);
    call.body = compressed.body;
    addHeader(call, 'Content-Encoding', compressed.encoding);
  }

  /** What lets a request in that was answered by a challenge; null if it was not. */
  #challenge(call: HttpCall): string | null {
    const header = call.status === 401 ? headerOf(call.replyHeaders, 'www-authenticate') : undefined;
    if (header === undefined || call.userInfo === null) return null;
    const { method, path, userInfo } = call;
    return digestAnswer(header, { method, path, userInfo, cnonce: this.boundary() });
  }

  #send(call: HttpCall, now: number): void {
    call.issuedAt = now;
    call.sentAt = -1;
    call.wantsBody = call.responseType !== 'none';
    if (call.cookies !== null || (call.jar !== null && !call.jar.empty)) addCookies(call);
    call.sentBytes = LINE_BYTES + call.method.length + call.path.length + call.headerBytes + bodyBytes(call.body);
    if (call.origin !== this.#origin) {
      this.#origin = call.origin;
      this.#originCounts = this.runtime.requests.counts(call.origin);
    }
    call.counted = this.#originCounts && call.vu.phase === 'iteration';
    // A redirect, or a batch's next request, is sent for this VU while another one ran last.
    this.runtime.current = call.vu;
    if (call.counted) {
      this.runtime.requests.issued(now);
      if (this.#tally !== null) this.#tally.offered++;
    }
    this.runtime.transport.send(call);
  }

  #deliver(call: HttpCall): void {
    const { receiver, gathering, slot } = call;
    const error = errorOf(call);
    const response = error === null ? new Response(call) : null;
    this.#release(call);
    if (gathering !== null) gathering.settled(slot, response, error);
    else if (error === null) (receiver as NonNullable<typeof receiver>).resume(response);
    else (receiver as NonNullable<typeof receiver>).fail(error);
  }

  #release(call: HttpCall): void {
    if (call.abandoned) return;
    call.reset();
    call.receiver = null;
    call.gathering = null;
    call.name = '';
    call.userInfo = null;
    call.cookies = null;
    call.jar = null;
    call.invalidUrl = false;
    call.digest = 'none';
    call.compression = '';
    call.headerBytes = 0;
    call.counted = false;
    this.#spare.push(call);
  }
}

/** Makes of a body what its sender had before it was encoded; what cannot be undone is a failure, whatever the status says. */
function decode(call: HttpCall, encoding: string, platform: Platform): void {
  const body = call.replyBody;
  if (!(body instanceof Uint8Array) || call.responseType === 'none') return;
  const decoded = platform.decodeContent(body, encoding);
  if (typeof decoded !== 'string') call.replyBody = decoded;
  else {
    call.failure = decoded;
    call.replyBody = null;
  }
}

/** Splits the time that a request took. What fails before it was written has waited for its failure, and took that long. */
function timeOf(call: HttpCall, now: number): void {
  const { issuedAt } = call;
  const sentAt = call.sentAt < 0 ? issuedAt : call.sentAt;
  const before = sentAt - issuedAt;
  call.blockedMs = call.opened ? 0 : before;
  call.connectingMs = call.opened ? before : 0;
  const headersAt = call.headersAt > sentAt ? call.headersAt : now;
  call.waitingMs = headersAt - sentAt;
  call.receivingMs = now - headersAt;
  call.serviceTimeMs = now - sentAt;
  call.responseTimeMs = call.serviceTimeMs + call.iterationLagMs;
}

function errorOf(call: HttpCall): Error | null {
  if (call.failure === 'forbidden')
    return new HostNotAllowed(`${call.method} ${call.url}`, new URL(call.origin).hostname);
  if (!call.throwsOnFailure) return null;
  if (call.invalidUrl) return new Error(`invalid URL: ${call.url}`);
  return call.failure === null ? null : new Error(`${call.method} ${call.url}: ${requestError(0, call.failure).text}`);
}

/** Cookies of the script and of the jar. A script's own cookie goes beside the jar's of the same name unless it says `replace`. */
function addCookies(call: HttpCall): void {
  const pairs: string[] = [];
  const replaced = new Set<string>();
  for (const [name, given] of Object.entries(call.cookies ?? {})) {
    const { value, replace } = ownCookie(given);
    if (replace) replaced.add(name);
    pairs.push(`${name}=${value}`);
  }
  for (const { name, value } of call.jar?.matching(call.url) ?? [])
    if (!replaced.has(name)) pairs.unshift(`${name}=${value}`);
  if (pairs.length === 0) return;
  const own = headerOf(call.headers, 'cookie');
  if (own === undefined) addHeader(call, 'Cookie', pairs.join('; '));
  else {
    withoutHeaders(call, ['cookie']);
    addHeader(call, 'Cookie', [own, ...pairs].join('; '));
  }
}

/** Text is UTF-8 on the wire. */
function bodyBytes(body: string | Uint8Array | null): number {
  if (body === null) return 0;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
}

/**
 * What is counted of an answer: its status line, its headers, and its body's bytes as they came; of a body that is text only
 * when read, the size it states or else its Content-Length.
 */
function receivedBytes(call: HttpCall, scan: ReplyScan): number {
  if (call.status === 0) return 0;
  const body = call.replyBody;
  const bodySize = body?.byteLength ?? Math.max(0, scan.contentLength);
  return STATUS_LINE_BYTES + scan.size + bodySize;
}
