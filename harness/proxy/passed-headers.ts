import type { FieldName } from '../http1/head-syntax.ts';
import type { ResponseHead } from '../http1/response-head.ts';
import { isReason, REASON_HEADER, type Reason } from '../transport/exchange.ts';
import { VIA } from './request-head.ts';

/** The headers of an instance's answer as the caller gets them, names and values in turn: without those of the hop, with `Via`. */
export function passedHeaders({ names, values, named }: ResponseHead): string[] {
  const passed: string[] = [];
  let via = '';
  for (let i = 0; i < names.length; i++) {
    const { written, lower, role } = names[i] as FieldName;
    if ((role !== 'end-to-end' && role !== 'length') || named?.has(lower)) continue;
    if (lower === 'via') via += `${values[i]}, `;
    else passed.push(written, values[i] as string);
  }
  passed.push('via', via + VIA);
  return passed;
}

/** Why an instance failed, if it says so. */
export function reasonIn({ names, values }: ResponseHead): Reason | null {
  for (let i = names.length - 1; i >= 0; i--) {
    if ((names[i] as FieldName).lower !== REASON_HEADER) continue;
    const value = values[i];
    return isReason(value) ? value : null;
  }
  return null;
}
