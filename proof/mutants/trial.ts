/** What a process that tries mutants is told first. */
export interface TrialSetUp {
  readonly root: string;
  /** The number of the first mutant of each file that has some. */
  readonly firsts: readonly (readonly [file: string, first: number])[];
  /** How many mutants there are. */
  readonly mutants: number;
}

/** Asks what each test of a file comes by while no mutant is in force. */
export interface CoverRequest {
  readonly kind: 'cover';
  readonly testFile: string;
}

/** Tests of one file, to be run with a mutant in force. */
export interface TestSelection {
  readonly testFile: string;
  /** By their numbers in the file, ascending, each with what it needs without a mutant. */
  readonly tests: readonly { readonly number: number; readonly steps: number; readonly ms: number }[];
  /** Whether they measure real time, so that a busy machine may make them fail: only what fails twice has noticed. */
  readonly timed: boolean;
}

/** Asks whether one of these tests notices a mutant. */
export interface TryRequest {
  readonly kind: 'try';
  readonly mutant: number;
  readonly selections: readonly TestSelection[];
}

export type TrialRequest = CoverRequest | TryRequest;

/** What a test does without a mutant. */
export interface TestCover {
  readonly name: string;
  readonly steps: number;
  readonly ms: number;
  /** The numbers of places that it came by, or the module's loading did. */
  readonly reached: readonly number[];
  /** Why it fails, or null. */
  readonly failure: string | null;
}

/** What the tests of a file do without a mutant, each alone in a graph of its own. */
export interface CoverAnswer {
  readonly kind: 'cover';
  readonly tests: readonly TestCover[];
}

/** What tests made of a mutant: the one that noticed it, or null; `endless` if it ran on past its limits. */
export interface TryAnswer {
  readonly kind: 'try';
  readonly by: string | null;
  readonly endless: boolean;
}

/** The question could not be answered: a file of tests does not load. */
export interface BrokenAnswer {
  readonly kind: 'broken';
  readonly reason: string;
}

export type TrialAnswer = CoverAnswer | TryAnswer | BrokenAnswer;

/** Told before each test: the process is not silent. */
export const ALIVE = 'alive';
