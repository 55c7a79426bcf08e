import { hashText, mix, RandomStream } from '../../mock-service/time/random.ts';

/** Something that reads what others wrote. */
export interface Parser {
  readonly name: string;
  /** An input: a good one that was damaged. */
  input(random: RandomStream): string;
  /** Reads it, and does with it what is done with what was read. @returns whether it was taken; what it throws is a crash */
  read(input: string): boolean;
}

/** What became of a parser's inputs. */
export interface Fuzzed {
  readonly parser: string;
  inputs: number;
  taken: number;
  refused: number;
  /** The worst of an input, ms of the thread's CPU. */
  slowestMs: number;
  /** Inputs that crashed the parser or took too long: each can be made again from its number. */
  readonly failures: Failure[];
}

export interface Failure {
  readonly index: number;
  readonly input: string;
  /** The crash, or that it took too long. */
  readonly why: string;
}

/** CPU that an input may take, ms. */
export const MOST_CPU_MS = 1000;
/** More of one parser say no more. */
const MOST_FAILURES = 20;

/** Gives a parser so many inputs, the same for the same seed, however many others there are. */
export function fuzz(parser: Parser, inputs: number, seed: number): Fuzzed {
  const result: Fuzzed = { parser: parser.name, inputs: 0, taken: 0, refused: 0, slowestMs: 0, failures: [] };
  for (let i = 0; i < inputs && result.failures.length < MOST_FAILURES; i++) {
    const input = inputOf(parser, i, seed);
    const before = process.threadCpuUsage();
    let why: string | null = null;
    try {
      if (parser.read(input)) result.taken++;
      else result.refused++;
    } catch (error) {
      why = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    }
    const { user, system } = process.threadCpuUsage(before);
    const cpuMs = (user + system) / 1000;
    result.inputs++;
    result.slowestMs = Math.max(result.slowestMs, cpuMs);
    if (why === null && cpuMs > MOST_CPU_MS) why = `took ${Math.round(cpuMs)} ms of CPU`;
    if (why !== null) result.failures.push({ index: i, input, why });
  }
  return result;
}

/** The input of that number. */
export function inputOf(parser: Parser, index: number, seed: number): string {
  return parser.input(new RandomStream(mix(mix(hashText(parser.name), seed), index)));
}
