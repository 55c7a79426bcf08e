/** What a report carries to do its drill again: the harness on a virtual clock, from the texts to the record, in a worker of the browser. */
import '../../mock-service/settings/no-eval.ts';
import { hexSha256 } from '../../mock-service/settings/fingerprint.ts';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { ModelledDrill } from '../drill/modelled-drill.ts';
import { UNHEARD } from '../drill/running-drill.ts';
import { recordText } from '../record/record-text.ts';
import type { RunRecord } from '../record/run-record.ts';
import { arrivedScript } from '../script/compile/carried-script.ts';
import { barePlatform } from './bare-platform.ts';
import { useExactMath } from './exact-math.ts';
import type { Changes, PlayNews } from './play-news.ts';
import { type PlayedDrill, specOf } from './played-drill.ts';

/** What a worker is asked. */
export interface PlayRequest {
  readonly played: PlayedDrill;
  readonly changes: Changes;
}

/** Told of functions whose last digits are not Node's, by whoever runs. */
let inexact: (what: string) => void = () => {};
useExactMath(Math, what => inexact(what));

/**
 * Does a drill with changes.
 * @param evaluate gives the value of its script's code
 * @param tell told what becomes of it; a record or a refusal is the last word
 */
export function play({ played, changes }: PlayRequest, evaluate: () => unknown, tell: (news: PlayNews) => void): void {
  let missing: string | null = null;
  let isOver = false;
  const last = (news: PlayNews): void => {
    if (!isOver) tell(news);
    isOver = true;
  };
  const refuse = (...why: readonly string[]): void => last({ kind: 'refused', why });
  const lacks = (what: string): void => {
    missing ??= `The script needs what a report does not carry: ${what}. On the command line it runs.`;
  };
  inexact = lacks;
  const machine = {
    platform: () => barePlatform(lacks),
    // How much processor time a thread has used is not told here.
    usedMs: () => performance.now(),
  };
  try {
    const spec = specOf(played, changes);
    const script = arrivedScript(played.script, evaluate);
    // A look at the script first, as on the command line: what is wrong with its options is known before anything runs.
    const { problems } = new ModelledDrill(spec, script, UNHEARD, machine).drill.prepare();
    if (problems.length > 0)
      return refuse(...problems.map(({ path, message }) => (path === '' ? message : `${path} is ${message}`)));
    new ModelledDrill(
      spec,
      script,
      {
        ...UNHEARD,
        second: second => tell({ kind: 'second', second }),
        finished({ record, exit }) {
          inexact = () => {};
          if (missing !== null) refuse(missing);
          else if (exit !== null && exit.code !== 99 && exit.code !== 110)
            refuse(`The drill did not come to its end: ${exit.reason}`);
          else {
            // As it crosses from process to process: without what is undefined.
            const written = JSON.parse(JSON.stringify(record)) as RunRecord;
            last({ kind: 'record', record: written, hash: hexSha256(recordText(written)) });
          }
        },
        crashed: error => refuse(missing ?? `Internal error: ${error.message}`),
      },
      machine,
    ).start();
  } catch (error) {
    if (error instanceof InputErrors)
      refuse(...error.problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)));
    else
      refuse(
        missing ?? `The init code of the script failed: ${error instanceof Error ? error.message : String(error)}`,
      );
  }
}

/** Answers the requests of a page. @param scope the worker's own global object */
export function serve(scope: Pick<DedicatedScope, 'addEventListener' | 'postMessage'>, evaluate: () => unknown): void {
  scope.addEventListener('message', ({ data }) => play(data as PlayRequest, evaluate, news => scope.postMessage(news)));
}

/** What of a worker's global object is used. */
interface DedicatedScope {
  addEventListener(kind: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}
