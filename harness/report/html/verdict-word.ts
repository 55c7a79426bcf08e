import type { HeadWord } from '../head-word.ts';

/** A verdict's sign: colour is never the only difference. */
export const SIGNS: Readonly<Record<HeadWord, string>> = {
  pass: '✓',
  safe: '✓',
  measured: 'ℹ',
  fail: '✗',
  worse: '✗',
  holds: '✓',
  off: '✗',
  inconclusive: '?',
  interrupted: '■',
};
