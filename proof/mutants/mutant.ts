/** A small change of the source that a test should notice. */
export interface Mutant {
  /** The file, from the root of the tree, with '/'. */
  readonly file: string;
  /** Where the text that changes begins, both from 1. */
  readonly line: number;
  readonly column: number;
  /** The functions and classes around it from the outermost, such as 'Cpu.submit'; empty at the top of the module. */
  readonly within: string;
  /** The text, without its types, in one line. */
  readonly original: string;
  /** What stands there instead, in one line. */
  readonly mutant: string;
}

/** What became of a mutant. `timeout`: it ran on without end, which a person would notice, so it counts as killed. */
export type Fate = 'killed' | 'timeout' | 'survived' | 'uncovered' | 'equivalent';

/** A mutant and what its tests did to it. */
export interface Tried extends Mutant {
  readonly fate: Fate;
  /** The test that noticed it, or the reason why no test can (equivalents.yaml), or null. */
  readonly by: string | null;
}

/** A mutant in one line, its function first. Unlike its place, this stays when lines move. */
export function labelOf({ within, original, mutant }: Mutant): string {
  return `${within}: ${original} → ${mutant === '' ? '(left out)' : mutant}`;
}
