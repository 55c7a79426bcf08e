/** Which statuses a script counts as right. Made by `http.expectedStatuses`. */
export class ExpectedStatuses {
  readonly #singles: ReadonlySet<number>;
  readonly #ranges: readonly { readonly min: number; readonly max: number }[];

  constructor(singles: ReadonlySet<number>, ranges: readonly { min: number; max: number }[]) {
    this.#singles = singles;
    this.#ranges = ranges;
  }

  has(status: number): boolean {
    for (const range of this.#ranges) if (status >= range.min && status <= range.max) return true;
    return this.#singles.has(status);
  }
}

/** k6's default: 200–399. */
export const DEFAULT_EXPECTED = new ExpectedStatuses(new Set(), [{ min: 200, max: 399 }]);

/** `http.expectedStatuses(200, {min: 300, max: 399})`. @throws TypeError if an argument is neither. */
export function expectedStatuses(...statuses: unknown[]): ExpectedStatuses {
  if (statuses.length === 0) throw new TypeError('expectedStatuses() needs at least one status or {min, max}');
  const singles = new Set<number>();
  const ranges: { min: number; max: number }[] = [];
  statuses.forEach((status, index) => {
    const range = status as { min?: unknown; max?: unknown } | null;
    if (Number.isInteger(status)) singles.add(status as number);
    else if (Number.isInteger(range?.min) && Number.isInteger(range?.max))
      ranges.push({ min: range?.min as number, max: range?.max as number });
    else
      throw new TypeError(
        `argument ${index + 1} of expectedStatuses() is neither an integer nor {min, max} of integers (got ${JSON.stringify(status)})`,
      );
  });
  return new ExpectedStatuses(singles, ranges);
}

/** Takes what a script passes as `responseCallback`: null turns the judgement off. @throws TypeError for anything else. */
export function responseCallback(value: unknown): ExpectedStatuses | null {
  if (value === null || value instanceof ExpectedStatuses) return value;
  throw new TypeError('a response callback is what http.expectedStatuses() makes, or null');
}
