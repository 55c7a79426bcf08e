/** What the heads of HTTP/1.1 messages are made of (RFC 9110 §5, RFC 9112 §4), and what their fields mean to a hop. */

/** Minor version, status, reason phrase. */
export const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Not allowed in a value. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
export const BAD_IN_VALUE = /[\0-\x08\x0a-\x1f\x7f]/;
/** A length. */
export const DIGITS = /^\d{1,15}$/;

/** Fields of the hop (RFC 9110 §7.6.1) that tell nothing needed here. */
export const HOP_BY_HOP = ['proxy-connection', 'te', 'trailer', 'upgrade'] as const;

/** What a field means to a hop; all but `end-to-end` and `length` end there. */
export type FieldRole = 'end-to-end' | 'length' | 'coding' | 'connection' | 'keep-alive' | 'hop';

const ROLES: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  ['content-length', 'length'],
  ['transfer-encoding', 'coding'],
  ['connection', 'connection'],
  ['keep-alive', 'keep-alive'],
  ...HOP_BY_HOP.map(name => [name, 'hop'] as const),
]);

/** A field's name as somebody writes it. */
export interface FieldName {
  readonly written: string;
  readonly lower: string;
  readonly role: FieldRole;
}

/** Each name is looked at once and not per message; bounded, since others choose the names. Null: not a name. */
const known = new Map<string, FieldName | null>();
const MOST_KNOWN = 1000;

/** @returns null if it is no name. */
export function fieldName(written: string): FieldName | null {
  let name = known.get(written);
  if (name === undefined) {
    const lower = written.toLowerCase();
    name = TOKEN.test(written) ? { written, lower, role: ROLES.get(lower) ?? 'end-to-end' } : null;
    if (known.size < MOST_KNOWN) known.set(written, name);
  }
  return name;
}

/** The options in the values of `Connection`, in lower case: `close`, `keep-alive`, and names of fields. */
export function connectionOptions(values: string): Set<string> {
  return new Set(values.split(',').map(option => option.trim().toLowerCase()));
}

/** What tells where a message goes and where it ends cannot be declared to be of the hop: stripped, it would be another message. */
const NEVER_OF_HOP = ['host', 'content-length', 'transfer-encoding'];

/** The lower-case names of fields that `Connection` declares to be of the hop. */
export function namedByConnection(options: ReadonlySet<string>): Set<string> {
  const named = new Set(options);
  for (const name of NEVER_OF_HOP) named.delete(name);
  return named;
}

/** A part of the text without the spaces and tabs around it. */
export function valueBetween(text: string, start: number, stop: number): string {
  let from = start;
  let to = stop;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (from < to && isSpace(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}

/** `timeout=5` of a Keep-Alive header in ms, or null. */
export function keepAliveTimeoutMs(keepAlive: string): number | null {
  const seconds = /(?:^|[,\s])timeout=(\d{1,9})/i.exec(keepAlive)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}
