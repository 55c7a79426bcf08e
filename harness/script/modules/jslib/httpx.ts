/** Stands in for `https://jslib.k6.io/httpx`: a session with a base URL, and headers, tags and a timeout for all its requests. Part of scripts. */
import http from 'k6/http';

type Params = Record<string, unknown> & { headers?: Record<string, string>; tags?: Record<string, string> };
interface Settings extends Params {
  baseURL?: string;
}

interface Request {
  method: string;
  url: string;
  body: never;
  params: Params;
}

export function Get(url: string, params: Params = {}): Request {
  return { method: 'GET', url, body: null as never, params };
}

export function Post(url: string, body?: unknown, params: Params = {}): Request {
  return { method: 'POST', url, body: body as never, params };
}

export function Put(url: string, body?: unknown, params: Params = {}): Request {
  return { method: 'PUT', url, body: body as never, params };
}

export function Patch(url: string, body?: unknown, params: Params = {}): Request {
  return { method: 'PATCH', url, body: body as never, params };
}

export function Delete(url: string, body?: unknown, params: Params = {}): Request {
  return { method: 'DELETE', url, body: body as never, params };
}

export class Httpx {
  baseURL: string;
  headers: Record<string, string>;
  tags: Record<string, string>;
  timeout: unknown;
  params: Params;

  constructor(settings: Settings = {}) {
    const { baseURL = '', headers = {}, tags = {}, timeout, ...params } = settings;
    this.baseURL = baseURL;
    this.headers = { ...headers };
    this.tags = { ...tags };
    this.timeout = timeout;
    this.params = params;
  }

  setBaseUrl(url: string): void {
    this.baseURL = url;
  }

  addHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  addHeaders(headers: Record<string, string>): void {
    Object.assign(this.headers, headers);
  }

  removeHeader(name: string): void {
    delete this.headers[name];
  }

  clearHeaders(): void {
    this.headers = {};
  }

  addTag(name: string, value: string): void {
    this.tags[name] = value;
  }

  addTags(tags: Record<string, string>): void {
    Object.assign(this.tags, tags);
  }

  removeTag(name: string): void {
    delete this.tags[name];
  }

  clearTags(): void {
    this.tags = {};
  }

  request(method: string, url: string, body?: unknown, params: Params = {}) {
    return http.request(method, this.address(url), body as never, this.merged(params) as never);
  }

  get(url: string, params: Params = {}) {
    return this.request('GET', url, null, params);
  }

  post(url: string, body?: unknown, params: Params = {}) {
    return this.request('POST', url, body, params);
  }

  put(url: string, body?: unknown, params: Params = {}) {
    return this.request('PUT', url, body, params);
  }

  patch(url: string, body?: unknown, params: Params = {}) {
    return this.request('PATCH', url, body, params);
  }

  delete(url: string, body?: unknown, params: Params = {}) {
    return this.request('DELETE', url, body, params);
  }

  options(url: string, body?: unknown, params: Params = {}) {
    return this.request('OPTIONS', url, body, params);
  }

  head(url: string, params: Params = {}) {
    return this.request('HEAD', url, null, params);
  }

  trace(url: string, body?: unknown, params: Params = {}) {
    return this.request('TRACE', url, body, params);
  }

  asyncRequest(method: string, url: string, body?: unknown, params: Params = {}) {
    return http.asyncRequest(method, this.address(url), body as never, this.merged(params) as never);
  }

  asyncGet(url: string, params: Params = {}) {
    return this.asyncRequest('GET', url, null, params);
  }

  asyncPost(url: string, body?: unknown, params: Params = {}) {
    return this.asyncRequest('POST', url, body, params);
  }

  asyncPut(url: string, body?: unknown, params: Params = {}) {
    return this.asyncRequest('PUT', url, body, params);
  }

  asyncPatch(url: string, body?: unknown, params: Params = {}) {
    return this.asyncRequest('PATCH', url, body, params);
  }

  asyncDelete(url: string, body?: unknown, params: Params = {}) {
    return this.asyncRequest('DELETE', url, body, params);
  }

  /** @param requests what `Get()`, `Post()` … make. @param params for all of them */
  batch(requests: readonly Request[], params: Params = {}) {
    const calls = requests.map(({ method, url, body, params: own }) => ({
      ...{ method, url: this.address(url), body },
      params: this.merged({ ...params, ...own, tags: { ...params.tags, ...own?.tags } }),
    }));
    return http.batch(calls as never);
  }

  private address(url: string): string {
    return /^https?:\/\//.test(String(url)) ? String(url) : `${this.baseURL}${url}`;
  }

  private merged(params: Params): Params {
    const { headers, tags, ...rest } = params ?? {};
    return {
      ...this.params,
      ...(this.timeout === undefined ? {} : { timeout: this.timeout }),
      ...rest,
      headers: { ...this.headers, ...headers },
      tags: { ...this.tags, ...tags },
    };
  }
}

export default { Httpx, Get, Post, Put, Patch, Delete };
