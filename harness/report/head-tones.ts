import type { HeadWord } from './head-word.ts';
import type { Tone } from './paint.ts';

/** How what a report is headed looks on a terminal. */
export const HEAD_TONES = {
  ...{ pass: 'good', safe: 'good', measured: 'heading', fail: 'bad', worse: 'bad' },
  ...{ holds: 'good', off: 'bad', inconclusive: 'doubtful', interrupted: 'doubtful' },
} as const satisfies Record<HeadWord, Tone>;
