import { type Body, type Headers, REASON_HEADER, type Reason } from '../transport/exchange.ts';

/** What the proxy itself answers when no instance's answer can be handed through. */
export interface OwnAnswer {
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

const SENTENCES: Partial<Record<Reason, string>> = {
  deadline: '504 Gateway Timeout: the instance did not answer before the deadline',
  refused: '502 Bad Gateway: the instance refused the connection',
  reset: '502 Bad Gateway: the instance broke the connection off before its answer',
  malformed: '502 Bad Gateway: the instance sent something that is not HTTP',
  'no-healthy': '503 Service Unavailable: no healthy instance in the pool',
  throttled: '503 Service Unavailable: only a part of the requests is let in',
};

const answers = new Map<string, OwnAnswer>();

/** The answer for a reason, made once. @param retryAfterS null: the header is left out */
export function ownAnswer(status: number, reason: Reason, retryAfterS: number | null): OwnAnswer {
  const key = retryAfterS === null ? reason : `${reason} ${retryAfterS}`;
  let answer = answers.get(key);
  if (answer === undefined) {
    const text = `${SENTENCES[reason] ?? `${status}: ${reason}`}\n`;
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      [REASON_HEADER]: reason,
      ...(retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) }),
    };
    answer = { headers: Object.freeze(headers), body: { text: () => text }, text };
    answers.set(key, answer);
  }
  return answer;
}
