import { REASONS as GIVEN, type Reason } from '../transport/exchange.ts';

const REASONS: readonly (Reason | null)[] = [null, ...GIVEN];
const CODES = new Map(REASONS.map((reason, code) => [reason, code]));
const STATUSES = 600;

/** Answers by status and reason. */
export class OutcomeCounts {
  readonly #counts = new Float64Array(STATUSES * REASONS.length);

  add(status: number, reason: Reason | null): void {
    const code = reason === null ? 0 : (CODES.get(reason) ?? 0);
    const index = (status < STATUSES ? status : 0) * REASONS.length + code;
    this.#counts[index] = (this.#counts[index] as number) + 1;
  }

  /** What occurred at least once. */
  list(): { status: number; reason: Reason | null; count: number }[] {
    const list: { status: number; reason: Reason | null; count: number }[] = [];
    this.#counts.forEach((count, index) => {
      if (count === 0) return;
      const code = index % REASONS.length;
      list.push({ status: (index - code) / REASONS.length, reason: REASONS[code] ?? null, count });
    });
    return list;
  }
}
