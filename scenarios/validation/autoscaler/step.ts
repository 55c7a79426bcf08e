/** Load that is three times as much from the sixtieth second on: how long it is more than there are instances for. */
import type { Options } from 'k6/options';
import { arrivals, nextUser, RATE, USERS } from '../lib/load.ts';
import { read } from '../lib/reads.ts';

export const options: Options = {
  scenarios: {
    all: { ...arrivals(RATE), duration: '110s' },
    more: { ...arrivals(2 * RATE), startTime: '60s', duration: '50s' },
  },
};

export default function readOne(): void {
  read(nextUser(0, USERS));
}
