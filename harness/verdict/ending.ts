/** What ended a drill, or spoke of it, beside its load: k6's exit codes (k6-contract §5); 90: the harness itself has failed. */
export interface Ending {
  readonly code: 90 | 99 | 100 | 101 | 105 | 107 | 108 | 110;
  /** What happened, as the end of a sentence. */
  readonly reason: string;
}

/** What an ending says of the drill that it ended. */
interface EndingJudgement {
  /** Why the drill has failed; null: this ending is no failure of the system. */
  readonly failure: string | null;
  /** Why the drill cannot pass; null: what it measured says so itself. */
  readonly fault: string | null;
}

const NONE: EndingJudgement = { failure: null, fault: null };

/**
 * A drill that did not run to its end has not shown that it passes, and a script may say itself that it failed.
 * @param ending null: it ended by itself
 */
export function judgeEnding(ending: Ending | null): EndingJudgement {
  if (ending === null) return NONE;
  const { code, reason } = ending;
  switch (code) {
    // Of these the timeline, the thresholds and the objectives say more.
    case 90:
    case 99:
      return NONE;
    case 100:
    case 101:
    case 107:
    case 108:
      return { failure: null, fault: sentence(reason) };
    case 105:
      return { failure: null, fault: 'The drill was interrupted before its end.' };
    case 110:
      return { failure: sentence(reason), fault: null };
  }
}

function sentence(reason: string): string {
  // A function is called what it is called.
  return `${/^\w+\(/.test(reason) ? reason[0] : reason[0]?.toUpperCase()}${reason.slice(1)}.`;
}
