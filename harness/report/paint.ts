import { styleText } from 'node:util';

/** What a piece of text means; how that looks is decided here alone. Colour never says what words do not say too. */
export type Tone = 'good' | 'bad' | 'doubtful' | 'heading' | 'faint';

/** Gives text its look on a terminal. */
export type Paint = (tone: Tone, text: string) => string;

const STYLES = {
  good: ['green', 'bold'],
  bad: ['red', 'bold'],
  doubtful: ['yellow', 'bold'],
  heading: ['bold'],
  faint: ['dim'],
} as const;

/** Leaves text as it is: for files, pipes and NO_COLOR. */
export const plain: Paint = (_, text) => text;

/** ANSI colours. */
export const coloured: Paint = (tone, text) =>
  text.trim() === '' ? text : styleText([...STYLES[tone]], text, { validateStream: false });

/** Colours on a terminal, unless NO_COLOR or TERM=dumb ask for none; FORCE_COLOR asks for them anywhere. */
export function paintFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return plain;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0') return coloured;
  return stream.isTTY === true && env.TERM !== 'dumb' ? coloured : plain;
}
