import { cut } from '../report/layout.ts';
import { logText, printable, terminalText } from '../report/printable.ts';
import { canDraw } from '../watch/terminal/can-draw.ts';
import { SILENT, type Ticker, tickerTo } from '../watch/terminal/ticker.ts';

/** Whether what stands in the last line of the terminal gives way to whatever comes next. */
let isDrawn = false;

/**
 * Writes lines to stdout: results, painted if need be. Nothing but colours in them can act on a terminal, nor on the runner of a
 * workflow.
 */
export function toStdout(text: string): void {
  wipe();
  process.stdout.write(terminalText(text));
}

/** Writes lines to stderr: progress, warnings and errors, which have what scripts and files say in them. */
export function toStderr(text: string): void {
  wipe();
  process.stderr.write(logText(text));
}

/** Progress on stderr, unless it is to be quiet. */
export function tickerOf({ quiet }: { readonly quiet: boolean }): Ticker {
  if (quiet) return SILENT;
  const over = canDraw(process.stderr, process.env) ? drawOver : null;
  return tickerTo(
    line => toStderr(`${line}\n`),
    over,
    () => performance.now(),
  );
}

/** The last column stays free: some terminals wrap a line that fills it. */
function drawOver(line: string): void {
  if (!isDrawn) process.once('exit', wipe);
  wipe();
  process.stderr.write(cut(printable(line), process.stderr.columns - 1));
  isDrawn = true;
}

function wipe(): void {
  if (isDrawn) process.stderr.write('\r\x1b[K');
  isDrawn = false;
}
