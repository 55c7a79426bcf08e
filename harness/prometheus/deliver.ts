import { setTimeout as wait } from 'node:timers/promises';

/** Who receives what a drill leaves. */
export interface Receiver {
  /** Without credentials. */
  readonly url: string;
  /** The `Authorization` header; null for none. */
  readonly authorization: string | null;
}

/** Attempts, and the waits between them, ms: a receiver that restarts is back by then. */
const WAITS_MS: readonly number[] = [250, 1000, 3000];
const TIMEOUT_MS = 10_000;

/**
 * Reads the URL of a receiver; `https://user:password@host/…` is basic authentication.
 * @param example what one on this machine is, for messages: `for a Prometheus on this machine http://…`
 * @returns what is wrong with it, if it is a text
 */
export function readReceiver(text: string, example: string): Receiver | string {
  // Not by `canParse`: it takes hosts that are too long to be any.
  const url = URL.parse(text);
  if (url === null) return `not a URL: ${text}; ${example}`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `must be http or https, not ${url.protocol}`;
  const { username, password } = url;
  const [user, secret] = [decoded(username), decoded(password)];
  if (user === null || secret === null)
    return 'has a user or a password with a % that is no escape: write %25 for the character itself';
  url.username = '';
  url.password = '';
  return {
    url: url.href,
    authorization: user === '' ? null : `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`,
  };
}

/** A percent-encoded part of a URL; null: it is not well encoded. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/**
 * Posts a body. What the receiver may take later (5xx, 429, no connection) is sent again, three times at most; what it refuses (other 4xx) is
 * not.
 * @param headers beside those that say who sends it
 * @returns null, or what went wrong, as a phrase for people. Never throws: a drill's verdict does not depend on it.
 */
export async function deliver(
  { url, authorization }: Receiver,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array<ArrayBuffer>,
  waitsMs: readonly number[] = WAITS_MS,
): Promise<string | null> {
  const all = { ...headers, 'user-agent': 'headroom', ...(authorization === null ? {} : { authorization }) };
  for (let attempt = 0; ; attempt++) {
    const problem = await send(url, all, body);
    const waitMs = waitsMs[attempt];
    if (problem === null) return null;
    if (!problem.temporary || waitMs === undefined) return problem.text;
    await wait(Math.max(waitMs, problem.afterMs));
  }
}

interface Problem {
  readonly text: string;
  readonly temporary: boolean;
  /** How long the receiver wants to be left alone, ms. */
  readonly afterMs: number;
}

async function send(
  url: string,
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Problem | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const said = (await response.text()).trim().split('\n', 1)[0] ?? '';
    if (response.ok) return null;
    const retryAfterS = Number(response.headers.get('retry-after') ?? 0);
    return {
      text: `${url} answered ${response.status}${said === '' ? '' : `: ${said}`}`,
      temporary: response.status >= 500 || response.status === 429,
      afterMs: retryAfterS > 0 ? Math.min(retryAfterS * 1000, TIMEOUT_MS) : 0,
    };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return { text: `${url} cannot be reached: ${cause?.code ?? message}`, temporary: true, afterMs: 0 };
  }
}
