import { isUtf8 } from 'node:buffer';
import type { Mask } from '../../mock-service/settings/secret.ts';
import { maskedRun } from '../record/masked-run.ts';
import type { DrillMessage, DrillReady } from './drill-messages.ts';

type Finished = Extract<DrillMessage, { kind: 'finished' }>;

/** What a drill's process says, without the secrets that its script was given: all that is shown or kept of a drill comes this way. */
export function maskedMessage(message: DrillMessage, mask: Mask): DrillMessage {
  switch (message.kind) {
    case 'log':
    case 'threw':
      return { ...message, text: mask(message.text) };
    case 'crashed':
      return { ...message, error: mask(message.error) };
    case 'draft':
      return { ...message, record: maskedRun(message.record, mask) };
    case 'finished':
      return maskedEnd(message, mask);
    // Numbers, and names that a script cannot give.
    case 'started':
    case 'second':
    case 'timeline':
      return message;
  }
}

/** The same for what it says of a script that it has looked at. */
export function maskedReady(ready: DrillReady, mask: Mask): DrillReady {
  return {
    ...ready,
    problems: ready.problems.map(each => ({ ...each, path: mask(each.path), message: mask(each.message) })),
    thrown: ready.thrown === null ? null : mask(ready.thrown),
    aborted: ready.aborted === null ? null : mask(ready.aborted),
    warnings: ready.warnings.map(mask),
    sentences: ready.sentences.map(mask),
  };
}

/** Traffic stays as it is: it is sent again, and kept nowhere. */
function maskedEnd(end: Finished, mask: Mask): Finished {
  const { record, exit, summary, exceptions, refusals } = end;
  return {
    ...end,
    record: maskedRun(record, mask),
    exit: exit === null ? null : { ...exit, reason: mask(exit.reason) },
    summary:
      summary === null
        ? null
        : Object.fromEntries(
            Object.entries(summary).map(([place, content]) => [mask(place), maskedContent(content, mask)]),
          ),
    exceptions: exceptions.map(each => ({ ...each, text: mask(each.text) })),
    refusals: refusals.map(each => ({ ...each, message: mask(each.message) })),
  };
}

/** Bytes that are no text as a whole are looked through a byte a character. */
function maskedContent(content: string | Uint8Array, mask: Mask): string | Uint8Array {
  if (typeof content === 'string') return mask(content);
  const bytes = Buffer.from(content);
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  return Buffer.from(mask(bytes.toString(encoding)), encoding);
}
