import { expect, test } from 'vitest';
import { POST_MORTEMS, replayed } from './replayed.ts';

/** One seed of each; `npm run replays` has ten. */
test.each(POST_MORTEMS)('$name comes out as its report tells', async postMortem => {
  for await (const { drill, expected, class: became } of replayed(postMortem, 1)) {
    expect([drill, became]).toEqual([drill, expected]);
  }
});
