import type { SaturationRecord } from '../record/saturation-record.ts';
import { rate, ratio, share } from '../verdict/figures.ts';
import { wrap } from './layout.ts';

/** The figure and how to read it, in sentences. */
export function saturationSentences(record: SaturationRecord): string[] {
  const { pool, start, connections, ceilingPerSecond, peak, latencyMs, cpu, failedShare, limitedBy } = record;
  const failed = failedShare === 0 ? '' : `, ${share(failedShare)} of them failures`;
  return [
    `${pool} answers at most ${rate(ceilingPerSecond)} (${ratio(ceilingPerSecond / peak)} × peak) to ${connections} callers that wait for ` +
      `it, from a ${start} start${failed}: p50 ${Math.round(latencyMs.p50)} ms, p99 ${Math.round(latencyMs.p99)} ms, CPU ` +
      `${cpu === null ? '–' : share(cpu)}.`,
    limitedBy === 'pool'
      ? 'The pool was full. Users do not wait, so its capacity is less: headroom capacity without --probe measures that.'
      : 'The pool had CPU left: this machine, or too few callers, set the limit. Try more --connections, or --virtual without --probe.',
  ];
}

/** On a terminal, in 80 columns. */
export function saturationText(record: SaturationRecord): string {
  return `${saturationSentences(record)
    .flatMap(sentence => wrap(sentence))
    .join('\n')}\n`;
}
