import { labelOf, type Tried } from './mutant.ts';

/** How many mutants of a room, or a file, the tests beside it notice. */
export interface Score {
  readonly mutants: number;
  /** Those that run on without end included. */
  readonly killed: number;
  readonly equivalent: number;
  /** Killed ÷ those that are not equivalent, rounded down to a thousandth; 1 if there are none. */
  readonly score: number;
}

export function scoreOf(tried: readonly Tried[]): Score {
  const killed = tried.filter(({ fate }) => fate === 'killed' || fate === 'timeout').length;
  const equivalent = tried.filter(({ fate }) => fate === 'equivalent').length;
  const rest = tried.length - equivalent;
  return {
    mutants: tried.length,
    killed,
    equivalent,
    score: rest === 0 ? 1 : Math.floor((killed / rest) * 1000) / 1000,
  };
}

/** In a sentence. */
export function scoreText({ mutants, killed, equivalent, score }: Score): string {
  const but = equivalent === 0 ? '' : `, ${equivalent} equivalent`;
  return `${mutants} mutants, ${killed} killed${but}: ${(score * 100).toFixed(1)} %`;
}

/** What tests did not notice, a line a mutant, by file. Empty if they noticed all. */
export function survivorsText(tried: readonly Tried[]): string {
  const lines: string[] = [];
  for (const [file, all] of Map.groupBy(tried, ({ file }) => file)) {
    const left = all.filter(({ fate }) => fate === 'survived' || fate === 'uncovered');
    if (left.length === 0) continue;
    lines.push(`${file}: ${scoreText(scoreOf(all))}`);
    for (const mutant of left) {
      lines.push(`  ${`${mutant.line}:${mutant.column}`.padEnd(8)} ${mutant.fate.padEnd(9)} ${labelOf(mutant)}`);
    }
  }
  return lines.map(line => `${line}\n`).join('');
}
