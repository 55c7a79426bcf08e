/** What the formats' lines have in common. */

import type { AccessLine } from './log-format.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const [ZERO, NINE] = [48, 57];

/** Reads `01/Jun/2026:09:04:12 +0200`, also with `.123` behind its seconds and without a zone (UTC then) → ms since 1970; NaN: it is none. */
export class DayTime {
  /** Hundreds of lines have the same second. */
  #text = '';
  #ms = Number.NaN;

  read(text: string): number {
    if (text === this.#text) return this.#ms;
    this.#text = text;
    this.#ms = dayTime(text);
    return this.#ms;
  }
}

const DAY_TIME = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?: ([+-])(\d{2})(\d{2}))?$/;

function dayTime(text: string): number {
  const parts = DAY_TIME.exec(text);
  if (parts === null) return Number.NaN;
  const [, day, name, year, hour, minute, second, fraction, sign, zoneHours, zoneMinutes] = parts;
  const month = MONTHS.indexOf(name as string);
  if (month < 0) return Number.NaN;
  const ms = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  const zoneMs = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * 60_000;
  return ms + (fraction === undefined ? 0 : Number(fraction) * 1000) - (sign === '-' ? -zoneMs : zoneMs);
}

/** `GET /a?b HTTP/1.1` → method and target; false: it is no request. */
export function readRequest(text: string, into: AccessLine): boolean {
  const first = text.indexOf(' ');
  if (first <= 0 || first > 20) return false;
  const last = text.lastIndexOf(' ');
  into.method = text.slice(0, first);
  into.target = last > first ? text.slice(first + 1, last) : text.slice(first + 1);
  return into.target !== '';
}

/** A whole number; −1 for what is none, such as `-`. */
export function wholeNumber(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < ZERO || code > NINE) return -1;
    value = value * 10 + code - ZERO;
  }
  return text.length === 0 || text.length > 15 ? -1 : value;
}

/** A status; 0 for what is none. */
export function statusOf(text: string): number {
  const status = text.length === 3 ? wholeNumber(text) : -1;
  return status >= 100 && status <= 999 ? status : 0;
}

/** `10.0.0.1:4711` and `[::1]:4711` without the port. */
export function addressOf(text: string): string {
  const colon = text.lastIndexOf(':');
  return colon > 0 ? text.slice(0, colon) : text;
}

/** The end of a text in quotes: the place of the quote that ends it, escaped ones aside; −1: it does not end. */
export function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    let slashes = 0;
    while (line.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** Whether a log means nothing by it: `-` or nothing. */
export function given(text: string): string {
  return text === '-' ? '' : text;
}
