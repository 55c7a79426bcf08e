import type { AnswerBody, AnswerHeaders, ServiceReason, ServiceRequest } from '../service.ts';

const HEADERS: AnswerHeaders = Object.freeze({ 'content-type': 'application/json; charset=utf-8' });

/** Answers that there is nothing to answer. @param error a few words */
export function errorAnswer(
  request: ServiceRequest,
  status: number,
  reason: ServiceReason | null,
  error: string,
): void {
  const body: AnswerBody = { text: () => JSON.stringify({ error }) };
  request.answer(status, reason, HEADERS, body);
}
