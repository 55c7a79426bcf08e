import { DayTime, given, readRequest, statusOf } from './fields.ts';
import { type AccessLine, type LineReader, type LogFormat, UserFieldError } from './log-format.ts';

/**
 * JSON, an object a line, as nginx, Caddy, Traefik, cloud load balancers and loggers of applications write it. Which field is what is told by
 * its name: the first name of each list that the first lines have, whatever its case.
 */
export const JSON_LINES: LogFormat = {
  name: 'json',
  called: 'JSON, an object a line',
  reader(userField, first) {
    const samples = first.flatMap(line => {
      const value = parsed(line);
      return value === null ? [] : [value];
    });
    const field = userField === null ? null : placeOf([userField], samples);
    if (userField !== null && field === null)
      throw new UserFieldError(`no such field in the first lines; they have ${namesIn(samples).join(', ') || 'none'}`);
    return new JsonReader(samples, field);
  },
};

type Mapping = Readonly<Record<string, unknown>>;
/** Where a field is: the keys that lead to it, as they are written in the log. */
type Place = readonly string[];

const NAMES = {
  time: [
    ...['time', 'timestamp', '@timestamp', 'ts', 'time_iso8601', 'time_local', 'msec', 'start_time', 'startutc'],
    ...['date', 'datetime', 'eventtime', 't'],
  ],
  method: [
    ...['method', 'request_method', 'requestmethod', 'http_method', 'verb', 'request.method', 'req.method'],
    ...['http.request.method', 'http.method', 'httprequest.requestmethod', 'cs-method'],
  ],
  target: [
    ...['request_uri', 'uri', 'url', 'path', 'requestpath', 'request_path', 'target', 'request.uri', 'request.url'],
    ...['request.path', 'req.url', 'url.original', 'url.path', 'http.target', 'http.url', 'httprequest.requesturl'],
    ...['x-envoy-original-path', 'cs-uri-stem'],
  ],
  request: ['request', 'request_line', 'httprequest', 'message'],
  status: [
    ...['status', 'status_code', 'statuscode', 'response_code', 'code', 'response.status', 'res.statuscode'],
    ...['response_status', 'downstreamstatus', 'http.response.status_code', 'http.status_code', 'httprequest.status'],
    ...['elb_status_code', 'sc-status'],
  ],
  bytes: [
    ...['body_bytes_sent', 'bytes_sent', 'bytes', 'size', 'response_size', 'content_length', 'downstreamcontentsize'],
    ...['response.size', 'res.contentlength', 'http.response.body.bytes', 'httprequest.responsesize', 'length'],
  ],
  duration: [
    ...['request_time', 'duration', 'duration_ms', 'latency', 'latency_ms', 'response_time', 'responsetime', 'elapsed'],
    ...['elapsed_ms', 'took', 'time_taken', 'rt', 'httprequest.latency', 'event.duration', 'request_duration'],
  ],
  ip: [
    ...['remote_addr', 'remote_ip', 'client_ip', 'clientip', 'ip', 'client', 'clienthost', 'request.remote_ip'],
    ...['request.client_ip', 'x_forwarded_for', 'http_x_forwarded_for', 'x-forwarded-for', 'client.ip', 'source.ip'],
    ...['req.remoteaddress', 'httprequest.remoteip', 'remote'],
  ],
  user: [
    ...['remote_user', 'user', 'user_id', 'userid', 'username', 'clientusername', 'user.id', 'user.name', 'account'],
    ...['request.user_id', 'uid', 'sub'],
  ],
} as const;

type Role = keyof typeof NAMES;

class JsonReader implements LineReader {
  readonly #places: Readonly<Record<Role, Place | null>>;
  readonly #field: Place | null;
  readonly #durationUnit: { readonly called: string; readonly ms: number };
  readonly #dayTimes = new DayTime();
  readonly #request = { method: '', target: '' } as AccessLine;

  constructor(samples: readonly Mapping[], field: Place | null) {
    const places = Object.fromEntries(
      Object.entries(NAMES).map(([role, names]) => [role, placeOf(names, samples)]),
    ) as Record<Role, Place | null>;
    this.#places = places;
    this.#field = field;
    this.#durationUnit = durationUnit(places.duration, samples);
  }

  read(line: string, into: AccessLine): string | null {
    const value = parsed(line);
    if (value === null) return 'no JSON object';
    const at = (role: Role): unknown => valueAt(value, this.#places[role]);
    into.atMs = this.#time(at('time'));
    if (Number.isNaN(into.atMs)) return 'no time in it';
    const whole = at('request');
    const hasLine = typeof whole === 'string' && readRequest(whole, this.#request);
    into.method = textOf(at('method')) || (hasLine ? this.#request.method : 'GET');
    into.target = textOf(at('target')) || (hasLine ? this.#request.target : '');
    if (into.target === '') return 'no path in it';
    into.status = statusOf(textOf(at('status')));
    if (into.status === 0) return 'no status in it';
    into.bytes = numberOf(at('bytes'));
    const took = numberOf(at('duration'));
    into.durationMs = took < 0 ? -1 : took * this.#durationUnit.ms;
    const [ip] = textOf(at('ip')).split(',', 1);
    into.ip = given(ip ?? '');
    into.user = given(textOf(at('user')));
    into.field = given(textOf(valueAt(value, this.#field)));
    return null;
  }

  notes(): string[] {
    const said = (Object.keys(NAMES) as Role[]).flatMap(role => {
      const place = this.#places[role];
      if (place === null || (role === 'request' && this.#places.target !== null)) return [];
      return [`${role} from ${place.join('.')}${role === 'duration' ? ` (${this.#durationUnit.called})` : ''}`];
    });
    return [`fields: ${said.join(', ')}`];
  }

  #time(value: unknown): number {
    if (typeof value === 'number') return fromEpoch(value);
    if (typeof value !== 'string') return Number.NaN;
    if (/^\d{9,19}(\.\d+)?$/.test(value)) return fromEpoch(Number(value));
    const ms = this.#dayTimes.read(value.replace(/^\[|\]$/g, ''));
    return Number.isNaN(ms) ? Date.parse(value) : ms;
  }
}

/** Seconds, ms, µs or ns since 1970, by how many they are. */
function fromEpoch(value: number): number {
  if (value < 1e11) return value * 1000;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1e3 : value / 1e6;
}

/** What a duration counts: by its name, and where that does not tell, by its values. */
function durationUnit(place: Place | null, samples: readonly Mapping[]): { called: string; ms: number } {
  const name = place?.at(-1) ?? '';
  const values = samples.map(sample => valueAt(sample, place)).filter(value => value !== undefined);
  const numbers = values.map(numberOf).filter(each => each >= 0);
  if (/ms$|milli|responsetime/i.test(name)) return { called: 'ms', ms: 1 };
  if (name === 'Duration' || /nano|^event\.duration/.test(place?.join('.') ?? '')) return { called: 'ns', ms: 1e-6 };
  if (/^(request_time|rt)$/i.test(name) || values.some(value => typeof value === 'string' && /\ds$/.test(value)))
    return { called: 'seconds', ms: 1000 };
  const isSeconds = numbers.some(each => !Number.isInteger(each)) && numbers.every(each => each < 60);
  return isSeconds ? { called: 'taken as seconds', ms: 1000 } : { called: 'taken as ms', ms: 1 };
}

/** The first of the names that the samples have, in one of them at least. */
function placeOf(names: readonly string[], samples: readonly Mapping[]): Place | null {
  for (const name of names) {
    for (const sample of samples) {
      const place = find(sample, name.toLowerCase());
      if (place !== null) return place;
    }
  }
  return null;
}

/** The way to a field whose keys, with dots between, are a name: keys may have dots themselves. Objects are no values, but for `request`. */
function find(mapping: Mapping, name: string): Place | null {
  for (const [key, value] of Object.entries(mapping)) {
    const lower = key.toLowerCase();
    if (lower === name && !isMapping(value)) return [key];
    if (isMapping(value) && name.startsWith(`${lower}.`)) {
      const rest = find(value, name.slice(lower.length + 1));
      if (rest !== null) return [key, ...rest];
    }
  }
  return null;
}

function valueAt(mapping: Mapping, place: Place | null): unknown {
  if (place === null) return undefined;
  let value: unknown = mapping;
  for (const key of place) value = isMapping(value) ? value[key] : undefined;
  return Array.isArray(value) ? value[0] : value;
}

function namesIn(samples: readonly Mapping[]): string[] {
  const names = (mapping: Mapping, before: string): string[] =>
    Object.entries(mapping).flatMap(([key, value]) =>
      isMapping(value) ? names(value, `${before}${key}.`) : [`${before}${key}`],
    );
  return [...new Set(samples.slice(0, 5).flatMap(sample => names(sample, '')))].slice(0, 30);
}

function parsed(line: string): Mapping | null {
  if (line.charCodeAt(0) !== 123) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isMapping(value) ? value : null;
  } catch {
    return null;
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A number, also as text and with its unit behind it; −1: none. */
function numberOf(value: unknown): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number.parseFloat(value) : Number.NaN;
  return number >= 0 && number < 1e15 ? number : -1;
}
