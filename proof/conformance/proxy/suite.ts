import { ANSWERS } from './cases/answers.ts';
import { CONDUCT } from './cases/conduct.ts';
import { REQUEST_BODIES } from './cases/request-bodies.ts';
import { REQUEST_HEADS } from './cases/request-heads.ts';
import type { ExchangeCase } from './exchange-case.ts';

/** What the page's tables are about. */
export const SUITE: readonly { readonly title: string; readonly cases: readonly ExchangeCase[] }[] = [
  { title: 'Heads of requests', cases: REQUEST_HEADS },
  { title: 'Bodies of requests', cases: REQUEST_BODIES },
  { title: 'What callers and instances do', cases: CONDUCT },
  { title: 'Answers', cases: ANSWERS },
];
