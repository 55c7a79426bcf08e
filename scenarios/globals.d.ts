/** What k6 gives every script without an import and `@types/k6` does not declare. Anything else is not there in k6 either. */

declare const console: {
  log(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
};

declare function setTimeout(callback: () => void, delayMs?: number): number;
declare function clearTimeout(id: number): void;
declare function setInterval(callback: () => void, delayMs: number): number;
declare function clearInterval(id: number): void;

declare const crypto: {
  randomUUID(): string;
  getRandomValues<Values extends Uint8Array | Uint16Array | Uint32Array>(values: Values): Values;
};

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  decode(bytes?: ArrayBuffer | ArrayBufferView): string;
}

declare module 'https://jslib.k6.io/k6-summary/*' {
  export function textSummary(data: unknown, options?: { indent?: string; enableColors?: boolean }): string;
  export function jUnit(data: unknown, options?: { name?: string; classname?: string }): string;
}

declare module 'https://jslib.k6.io/k6-utils/*' {
  export function randomIntBetween(min: number, max: number): number;
  export function randomItem<Item>(items: readonly Item[]): Item;
  export function randomString(length: number, charset?: string): string;
  export function uuidv4(secure?: boolean): string;
}

declare module 'https://jslib.k6.io/url/*' {
  export class URLSearchParams {
    constructor(init?: string | Record<string, string> | [string, string][] | URLSearchParams);
    append(name: string, value: string): void;
    delete(name: string): void;
    get(name: string): string | null;
    getAll(name: string): string[];
    has(name: string): boolean;
    set(name: string, value: string): void;
    sort(): void;
    toString(): string;
    forEach(callback: (value: string, name: string) => void): void;
    keys(): IterableIterator<string>;
    values(): IterableIterator<string>;
    entries(): IterableIterator<[string, string]>;
  }
  export class URL {
    constructor(url: string, base?: string);
    hash: string;
    host: string;
    hostname: string;
    href: string;
    readonly origin: string;
    password: string;
    pathname: string;
    port: string;
    protocol: string;
    search: string;
    readonly searchParams: URLSearchParams;
    username: string;
    toString(): string;
  }
}

declare module 'https://jslib.k6.io/form-urlencoded/*' {
  export default function urlencode(data: Record<string, unknown>): string;
}
