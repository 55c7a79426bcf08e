import { sleep } from 'k6';
import http, { type ArrayBatchRequest, type RefinedResponse } from 'k6/http';

/** What Microsoft's Graph clients try again. */
const RETRYABLE = [429, 503, 504];
/** Clients spread a delay, so that those who failed together do not come back together. */
const JITTER = 0.3;

/**
 * Sends requests side by side, and again those that are worth trying again, after each of `delaysS` seconds.
 * @returns the last answer of each
 */
export function batchWithRetries(
  requests: readonly ArrayBatchRequest[],
  delaysS: readonly number[],
): RefinedResponse<'text'>[] {
  const answers: RefinedResponse<'text'>[] = http.batch([...requests]);
  for (const delayS of delaysS) {
    const again = [...answers.keys()].filter(i => RETRYABLE.includes(answers[i]?.status ?? 0));
    if (again.length === 0) break;
    sleep(delayS * (1 + JITTER * Math.random()));
    const retried: RefinedResponse<'text'>[] = http.batch(again.map(i => requests[i] as ArrayBatchRequest));
    again.forEach((i, n) => {
      answers[i] = retried[n] as RefinedResponse<'text'>;
    });
  }
  return answers;
}
