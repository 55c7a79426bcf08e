import type { HeadWord } from './head-word.ts';

/** How a verdict is shown where others show findings, on a check or beside a line; null: a good one needs none. */
export const VERDICT_LEVEL = {
  pass: null,
  safe: null,
  measured: null,
  fail: 'error',
  worse: 'error',
  holds: null,
  off: 'error',
  inconclusive: 'warning',
  interrupted: 'warning',
} as const satisfies Record<HeadWord, 'error' | 'warning' | null>;
