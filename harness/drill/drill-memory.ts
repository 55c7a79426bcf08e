import type { Memory } from '../site/processes/memory.ts';
import type { AnySpec } from './drill-spec.ts';

/** Heap of a drill's process: HDR histograms and a thousand VUs need a tenth of it. */
export const HEAP_MB = 1024;

/** Of a drill's process, by the drill's clock. */
export const DRILL_MEMORY: Readonly<Record<AnySpec['clock'], Memory>> = {
  // Its young generation stays small for short pauses; each collection of the old one makes iterations ten ms late.
  live: { heapMb: HEAP_MB, oldMb: 384 },
  // Nearly all that a request makes is forgotten when the next collection of the young generation comes; and a drill of tens of thousands of
  // requests ends before its old one is looked at.
  virtual: { heapMb: HEAP_MB, youngMb: 32, oldMb: 128 },
};
