import type { Body, Headers, TransportFailure } from '../../../transport/exchange.ts';
import type { BlockingCall } from '../../runtime/blocking-call.ts';
import type { Steps } from '../../runtime/steps.ts';
import { finish, link, type ScriptFunction, settled, type Twin } from '../../runtime/twin.ts';
import { parseHtml, type Selection } from '../html/selection.ts';
import type { Platform } from '../platform.ts';
import { INVALID_URL, type RequestError, requestError } from './error-code.ts';
import { jsonPath } from './json-path.ts';
import { formRequest, linkRequest, type PageRequest } from './page-requests.ts';
import { canonicalHeaders, canonicalName, headerOf } from './reply-headers.ts';
import { ownCookie } from './request-params.ts';
import { parseSetCookies } from './set-cookie.ts';

/** How a script wants bodies: `none` keeps nothing. */
export type ResponseType = 'text' | 'binary' | 'none';

/** `res.timings`, all in ms. */
export interface Timings {
  duration: number;
  blocked: number;
  looking_up: number;
  connecting: number;
  tls_handshaking: number;
  sending: number;
  waiting: number;
  receiving: number;
}

/** A cookie as scripts see it, by k6's names; zeros where the header says nothing. */
interface ResponseCookie {
  name: string;
  value: string;
  domain: string;
  path: string;
  http_only: boolean;
  secure: boolean;
  /** Seconds; negative for "delete it". */
  max_age: number;
  /** Unix time in ms. */
  expires: number;
}

/** What a response keeps of its request. */
export interface AnsweredCall {
  readonly method: string;
  readonly url: string;
  readonly origin: string;
  readonly headers: Headers;
  readonly body: string | Uint8Array | null;
  readonly cookies: Readonly<Record<string, unknown>> | null;
  readonly invalidUrl: boolean;
  readonly status: number;
  readonly failure: TransportFailure | null;
  readonly replyHeaders: Headers;
  readonly replyBody: Body | null;
  readonly responseType: ResponseType;
  readonly blockedMs: number;
  readonly connectingMs: number;
  readonly waitingMs: number;
  readonly receivingMs: number;
  /** Sends what a page leads to. */
  readonly client: {
    readonly platform: Platform;
    describe(method: string, url: unknown, body: unknown, params: unknown): BlockingCall;
  };
}

const decoder = new TextDecoder();

/**
 * `http.Response`. Only `status` is ready; everything else is made when somebody reads it, since most scripts read nothing more.
 */
export class Response {
  readonly status: number;
  readonly #method: string;
  readonly #url: string;
  readonly #origin: string;
  readonly #requestHeaders: Headers;
  readonly #requestBody: string | Uint8Array | null;
  readonly #requestCookies: Readonly<Record<string, unknown>> | null;
  readonly #failure: TransportFailure | null;
  readonly #invalidUrl: boolean;
  readonly #replyHeaders: Headers;
  readonly #replyBody: Body | null;
  readonly #responseType: ResponseType;
  readonly #blockedMs: number;
  readonly #connectingMs: number;
  readonly #waitingMs: number;
  readonly #receivingMs: number;
  readonly #client: AnsweredCall['client'];
  #body: string | ArrayBuffer | null | undefined;
  #json: unknown;

  constructor(call: AnsweredCall) {
    this.status = call.status;
    this.#method = call.method;
    this.#url = call.url;
    this.#origin = call.origin;
    this.#requestHeaders = call.headers;
    this.#requestBody = call.body;
    this.#requestCookies = call.cookies;
    this.#failure = call.failure;
    this.#invalidUrl = call.invalidUrl;
    this.#replyHeaders = call.replyHeaders;
    // A body that the script does not want is not held.
    this.#replyBody = call.responseType === 'none' ? null : call.replyBody;
    this.#responseType = call.responseType;
    this.#blockedMs = call.blockedMs;
    this.#connectingMs = call.connectingMs;
    this.#waitingMs = call.waitingMs;
    this.#receivingMs = call.receivingMs;
    this.#client = call.client;
    this.#body = undefined;
    this.#json = undefined;
  }

  get body(): string | ArrayBuffer | null {
    if (this.#body === undefined) this.#body = this.#read();
    return this.#body;
  }

  /** Names in canonical case. */
  get headers(): Record<string, string> {
    return canonicalHeaders(this.#replyHeaders);
  }

  get cookies(): Record<string, ResponseCookie[]> {
    const header = headerOf(this.#replyHeaders, 'set-cookie');
    const cookies: Record<string, ResponseCookie[]> = {};
    if (header !== undefined)
      for (const { httpOnly, maxAge, expires, ...same } of parseSetCookies(header))
        (cookies[same.name] ??= []).push({ ...same, http_only: httpOnly, max_age: maxAge, expires: expires ?? 0 });
    return cookies;
  }

  get status_text(): string {
    if (this.status === 0) return '';
    const text = this.#client.platform.statusText(this.status);
    return text === undefined ? String(this.status) : `${this.status} ${text}`;
  }

  get timings(): Timings {
    return {
      duration: this.#waitingMs + this.#receivingMs,
      blocked: this.#blockedMs,
      looking_up: 0,
      connecting: this.#connectingMs,
      tls_handshaking: 0,
      sending: 0,
      waiting: this.#waitingMs,
      receiving: this.#receivingMs,
    };
  }

  get url(): string {
    return this.#url;
  }

  get proto(): string {
    return this.status === 0 ? '' : 'HTTP/1.1';
  }

  /** The address, where the URL holds one; '' for a name. */
  get remote_ip(): string {
    const host = URL.parse(this.#origin)?.hostname ?? '';
    if (host === 'localhost') return '127.0.0.1';
    return /^(\d+\.){3}\d+$|^\[/.test(host) ? host.replace(/^\[|\]$/g, '') : '';
  }

  get remote_port(): number {
    const url = URL.parse(this.#origin);
    if (url === null) return 0;
    return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  }

  get error(): string {
    return this.#error().text;
  }

  get error_code(): number {
    return this.#error().code;
  }

  get request(): object {
    const headers: Record<string, string[]> = {};
    for (const name in this.#requestHeaders) headers[canonicalName(name)] = [this.#requestHeaders[name] as string];
    const cookies: Record<string, object[]> = {};
    for (const [name, given] of Object.entries(this.#requestCookies ?? {}))
      cookies[name] = [{ name, ...ownCookie(given) }];
    const body = this.#requestBody;
    return {
      method: this.#method,
      url: this.#url,
      headers,
      cookies,
      body: body === null ? '' : typeof body === 'string' ? body : decoder.decode(body),
    };
  }

  /**
   * The body as JSON, or the part of it that a GJSON path names.
   * @returns undefined where the path leads nowhere. @throws Error if there is no body or it is not JSON.
   */
  json(selector?: unknown): unknown {
    if (this.#json === undefined) this.#json = this.#parse();
    return selector === undefined || selector === null ? this.#json : jsonPath(this.#json, String(selector));
  }

  /** The body as a document of `k6/html`, or the part of it that a selector names. */
  html(selector?: unknown): Selection {
    const page = parseHtml(this.#page(), this.#client.platform);
    return selector === undefined || selector === null ? page : page.find(String(selector));
  }

  /** Sends what a form of the page holds, and gives the response. It waits: compiled scripts call its twin. */
  submitForm(choice?: object): unknown {
    return finish(submitTwin.call(this, choice));
  }

  /** Follows a link of the page, and gives the response. */
  clickLink(choice?: object): unknown {
    return finish(clickTwin.call(this, choice));
  }

  /** The call that a form or a link of the page makes, described. */
  describeNext(next: (page: Selection, url: string) => PageRequest): BlockingCall {
    const { method, url, body, params } = next(this.html(), this.#url);
    return this.#client.describe(method, url, body, params);
  }

  /** For `JSON.stringify(res)` and `console.log(res)`. */
  toJSON(): object {
    return {
      remote_ip: this.remote_ip,
      remote_port: this.remote_port,
      url: this.url,
      status: this.status,
      status_text: this.status_text,
      proto: this.proto,
      headers: this.headers,
      cookies: this.cookies,
      body: this.body,
      timings: this.timings,
      error: this.error,
      error_code: this.error_code,
      request: this.request,
    };
  }

  #error(): RequestError {
    if (this.#invalidUrl) return { code: INVALID_URL, text: `invalid URL: ${this.#url}` };
    return requestError(this.status, this.#failure);
  }

  #read(): string | ArrayBuffer | null {
    if (this.#responseType === 'none' || this.status === 0 || this.#failure !== null) return null;
    const body = this.#replyBody;
    const binary = this.#responseType === 'binary';
    if (body === null) return binary ? new ArrayBuffer(0) : '';
    if (!(body instanceof Uint8Array)) return binary ? bufferOf(Buffer.from(body.text())) : body.text();
    return binary ? bufferOf(body) : decoder.decode(body);
  }

  #page(): string {
    return this.#textFor('HTML');
  }

  /** @throws Error if there is none */
  #textFor(kind: string): string {
    const { body } = this;
    if (body === null)
      throw new Error(
        this.#failure !== null
          ? `there is no body to read as ${kind}: the request failed (${this.error})`
          : `there is no body to read as ${kind}: it was discarded (use responseType: 'text' where it is needed)`,
      );
    return typeof body === 'string' ? body : decoder.decode(body);
  }

  #parse(): unknown {
    const text = this.#textFor('JSON');
    try {
      return JSON.parse(text);
    } catch (error) {
      const start = text.length > 60 ? `${text.slice(0, 60)}…` : text;
      throw new Error(`the body is not JSON: ${(error as Error).message} (status ${this.status}, body '${start}')`);
    }
  }
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

function* submitTwin(this: Response, choice?: object): Steps {
  return settled(yield this.describeNext((page, url) => formRequest(page, url, choice)));
}

function* clickTwin(this: Response, choice?: object): Steps {
  return settled(yield this.describeNext((page, url) => linkRequest(page, url, choice)));
}

link(Response.prototype.submitForm as ScriptFunction, submitTwin as Twin);
link(Response.prototype.clickLink as ScriptFunction, clickTwin as Twin);
