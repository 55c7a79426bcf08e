import { writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { makeFolder } from '../../mock-service/files/make-folder.ts';
import { systemErrorText } from '../../mock-service/settings/system-error.ts';
import { RUN } from '../record/run-record.ts';
import { LOAD_PERFORMANCE_FILE } from '../report/load-performance.ts';
import { terminalText } from '../report/printable.ts';
import type { OutFolder } from './out-folder.ts';
import { toStderr } from './to-terminal.ts';

/** `--allow-write` */
export const ALLOW_WRITE_FLAG = {
  help: "Let the script's handleSummary write outside of --out too.",
} as const;

/** The drill's own, beside which a script may put more. */
const OWN_FILES: ReadonlySet<string> = new Set([RUN.file, 'report.html', 'junit.xml', LOAD_PERFORMANCE_FILE]);

export interface SummaryPlace {
  readonly folder: OutFolder;
  /** The drill's own part of the folder; '' if it is all of it. */
  readonly part: string;
  /** Whether the script may write anywhere. */
  readonly anywhere: boolean;
  /** Whether stdout is for something else alone. */
  readonly stdoutTaken: boolean;
}

/**
 * Writes what a script's handleSummary returned: texts by destination. Paths are those of the drill's folder; out of it only where that
 * is allowed. Of what goes to a terminal the colours act, and nothing else. What is not written is told, and changes no verdict.
 */
export function writeSummary(summary: Readonly<Record<string, string | Uint8Array>>, place: SummaryPlace): void {
  for (const [destination, content] of Object.entries(summary)) {
    if (destination === 'stdout') {
      if (!place.stdoutTaken) process.stdout.write(shown(content));
    } else if (destination === 'stderr') process.stderr.write(shown(content));
    else writeFile(destination, content, place);
  }
}

function writeFile(destination: string, content: string | Uint8Array, { folder, part, anywhere }: SummaryPlace): void {
  const name = join(part, destination);
  const refused = (why: string): void => toStderr(`error: handleSummary's ${destination} was not written: ${why}\n`);
  if (!isAbsolute(destination) && folder.holds(name)) {
    if (OWN_FILES.has(normalize(destination))) return refused('that is a file of the results');
    folder.keep(name, file => writeFileSync(file, content));
    return;
  }
  if (!anywhere) return refused(`it is outside of ${folder.path}; --allow-write allows that`);
  try {
    const file = isAbsolute(destination) ? destination : join(folder.path, name);
    makeFolder(dirname(file));
    writeFileSync(file, content);
  } catch (error) {
    refused(systemErrorText(error));
  }
}

/** What is written after it has no colour of it. */
function shown(content: string | Uint8Array): string {
  const text = terminalText(typeof content === 'string' ? content : Buffer.from(content).toString('utf8'));
  return text.includes(ESCAPE) ? `${text}${ESCAPE}[0m` : text;
}

const ESCAPE = '\u001b';
