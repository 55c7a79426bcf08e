import { REASONS as GIVEN, type Reason } from '../transport/exchange.ts';

const REASONS: readonly (Reason | null)[] = [null, ...GIVEN];
const CODES = new Map(REASONS.map((reason, code) => [reason, code]));
const STATUSES = 600;

/** Answers by status and reason. */
export class AnswerCounts {
  readonly #counts = new Float64Array(STATUSES * REASONS.length);
  /** Of statuses that no class of RFC 9110 has. */
  readonly #others = new Map<number, number>();

  add(status: number, reason: Reason | null): void {
    const code = reason === null ? 0 : (CODES.get(reason) ?? 0);
    const index = status * REASONS.length + code;
    if (status < STATUSES) this.#counts[index] = (this.#counts[index] as number) + 1;
    else this.#others.set(index, (this.#others.get(index) ?? 0) + 1);
  }

  /** What occurred at least once. */
  list(): { status: number; reason: Reason | null; count: number }[] {
    const list: { status: number; reason: Reason | null; count: number }[] = [];
    const take = (count: number, index: number): void => {
      if (count === 0) return;
      const code = index % REASONS.length;
      list.push({ status: (index - code) / REASONS.length, reason: REASONS[code] ?? null, count });
    };
    this.#counts.forEach(take);
    this.#others.forEach(take);
    return list;
  }
}
