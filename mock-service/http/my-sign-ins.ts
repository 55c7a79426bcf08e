import { readFileSync } from 'node:fs';
import type { AnswerBody } from '../service/my-sign-ins/answer-body.ts';

/** The page that `GET /` answers: one self-contained file. */
export function mySignInsPage(): AnswerBody {
  const text = readFileSync(new URL('./my-sign-ins.html', import.meta.url), 'utf8');
  return { text: () => text };
}
