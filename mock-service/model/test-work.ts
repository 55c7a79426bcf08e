import { NO_KEYS, type Work } from './work.ts';

/** Work for tests: the read of one key at the pool's own costs, unless it is said otherwise. */
export function testWork(work: Partial<Work> & Pick<Work, 'key'>): Work {
  const read = { kind: 'read', command: null, more: NO_KEYS, together: false, costs: 0, rank: 0, left: false } as const;
  return { ...read, finished: () => {}, ...work };
}
