/** Narrower or lower terminals get plain lines. */
export const LEAST_COLUMNS = 40;
const LEAST_ROWS = 12;

/** Whether a stream is a terminal on which rows can be drawn over. */
export function canDraw(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb' && stream.columns >= LEAST_COLUMNS && stream.rows >= LEAST_ROWS;
}
