/** What is said before anything else: what became of users, why, and whether it ended. The rest stands below the tables that it speaks of. */
const MOST_LEADING = 3;

/** The reasons of a verdict, the most important first, cut in what heads a report and what is said further down. */
export function leadingReasons(reasons: readonly string[]): {
  readonly leading: readonly string[];
  readonly others: readonly string[];
} {
  return { leading: reasons.slice(0, MOST_LEADING), others: reasons.slice(MOST_LEADING) };
}
