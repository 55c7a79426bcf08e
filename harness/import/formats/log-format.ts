/** What one line of an access log says; filled anew for each line, since there are millions. Texts are the log's own bytes, one a character. */
export interface AccessLine {
  /** ms since 1970. */
  atMs: number;
  method: string;
  /** As it was asked for: a path with its query, or a whole URL. */
  target: string;
  status: number;
  /** Of the answer; −1: the line does not say. */
  bytes: number;
  /** −1: the line does not say. */
  durationMs: number;
  /** The address that asked; '': the line does not say. */
  ip: string;
  /** Who the server says had logged in; '': nobody. */
  user: string;
  /** What `--user` names; '': the line has none. */
  field: string;
}

/** A format of access logs. */
export interface LogFormat {
  readonly name: FormatName;
  /** As people know it: `combined (nginx, Apache)`. */
  readonly called: string;
  /**
   * A reader of its lines.
   * @param userField what `--user` names beyond `ip` and `user`; null: nothing. @throws UserFieldError if lines have no such field
   * @param first lines of the log, where names are guessed by what is there
   */
  reader(userField: string | null, first: readonly string[]): LineReader;
}

export const FORMAT_NAMES = ['combined', 'json', 'alb', 'envoy', 'haproxy'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Reads the lines of one log. */
export interface LineReader {
  /** @returns why the line cannot be read; null: it is in `into` */
  read(line: string, into: AccessLine): string | null;
  /** What was guessed, for people, a line each. */
  notes(): readonly string[];
}

/** A format whose lines have no such field for `--user`. */
export class UserFieldError extends Error {
  override readonly name = 'UserFieldError';
}

export function emptyLine(): AccessLine {
  return {
    ...{ atMs: 0, method: '', target: '', status: 0, bytes: -1, durationMs: -1 },
    ...{ ip: '', user: '', field: '' },
  };
}
