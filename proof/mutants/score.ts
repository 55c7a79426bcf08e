import { mostLikely } from '../../harness/verdict/binomial.ts';
import { labelOf, type Tried } from './mutant.ts';

/** How many mutants of a room, or a file, the tests beside it notice. */
export interface Score {
  readonly mutants: number;
  /** Those that run on without end included. */
  readonly killed: number;
  readonly equivalent: number;
  /** Killed ÷ those that are not equivalent, rounded down to a thousandth; null if there are none. */
  readonly score: number | null;
}

/** What the files of a room come to together. */
export interface RoomScore extends Score {
  /** Files of it that have never been tried. */
  readonly untried: number;
  /** What a sample of all its mutants came to, when one was last tried. */
  readonly sampled?: SampledScore;
}

/** The score of a sample, with what it leaves open. */
export interface SampledScore extends Score {
  /** How many mutants there were. */
  readonly of: number;
  readonly seed: number;
  /** The score of all lies between these (Clopper–Pearson, two-sided 95 %). */
  readonly from: number;
  readonly to: number;
}

/** What is kept: the score of each file as of when it was last tried, and what those of a room come to. */
export interface Scores {
  readonly rooms: Readonly<Record<string, RoomScore>>;
  readonly files: Readonly<Record<string, Score>>;
}

export function scoreOf(tried: readonly Tried[]): Score {
  const killed = tried.filter(({ fate }) => fate === 'killed' || fate === 'timeout').length;
  const equivalent = tried.filter(({ fate }) => fate === 'equivalent').length;
  return scored(tried.length, killed, equivalent);
}

export function sampledScoreOf(tried: readonly Tried[], of: number, seed: number): SampledScore {
  const score = scoreOf(tried);
  const rest = score.mutants - score.equivalent;
  const from = 1 - mostLikely(rest - score.killed, rest, 0.975);
  return { ...score, of, seed, from: thousandths(from), to: thousandths(mostLikely(score.killed, rest, 0.975)) };
}

/** @param room its files are those that there are now @param tried all mutants of some of them */
export function scoresWith(
  scores: Scores,
  room: { name: string; files: readonly string[] },
  tried: readonly Tried[],
): Scores {
  const anew = Map.groupBy(tried, ({ file }) => file);
  const others = Object.entries(scores.files).filter(([file]) => !file.startsWith(`${room.name}/`));
  const own: [string, Score][] = [];
  for (const file of room.files) {
    const mutants = anew.get(file);
    const score = mutants === undefined ? scores.files[file] : scoreOf(mutants);
    if (score !== undefined) own.push([file, score]);
  }
  const sum = (of: (score: Score) => number): number => own.reduce((total, [, score]) => total + of(score), 0);
  const whole = {
    ...scored(
      sum(({ mutants }) => mutants),
      sum(({ killed }) => killed),
      sum(({ equivalent }) => equivalent),
    ),
    untried: room.files.length - own.length,
    ...sampledOf(scores, room.name),
  };
  return {
    rooms: Object.fromEntries(sorted([...Object.entries({ ...scores.rooms, [room.name]: whole })])),
    files: Object.fromEntries(sorted([...others, ...own])),
  };
}

/** @param score of a sample of the room's mutants */
export function scoresWithSample(
  scores: Scores,
  room: { name: string; files: readonly string[] },
  sampled: SampledScore,
): Scores {
  const { rooms, files } = scoresWith(scores, room, []);
  return { rooms: { ...rooms, [room.name]: { ...(rooms[room.name] as RoomScore), sampled } }, files };
}

function sampledOf({ rooms }: Scores, room: string): Pick<RoomScore, 'sampled'> {
  const sampled = rooms[room]?.sampled;
  return sampled === undefined ? {} : { sampled };
}

function sorted<V>(entries: [string, V][]): [string, V][] {
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

function scored(mutants: number, killed: number, equivalent: number): Score {
  const rest = mutants - equivalent;
  return { mutants, killed, equivalent, score: rest === 0 ? null : thousandths(killed / rest) };
}

function thousandths(share: number): number {
  return Math.floor(share * 1000) / 1000;
}

/** In a sentence. */
export function scoreText({ mutants, killed, equivalent, score }: Score): string {
  const but = equivalent === 0 ? '' : `, ${equivalent} equivalent`;
  return `${mutants} mutants, ${killed} killed${but}: ${score === null ? '–' : (score * 100).toFixed(1)} %`;
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
