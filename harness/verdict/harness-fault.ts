import { refusalText } from '../operations/catalogue/system-event.ts';
import type { TimelineEvent } from '../operations/catalogue/timeline-event.ts';
import { secondText } from './time-of-day.ts';

const FAULTS = ['process-ended', 'process-silent', 'process-refused'] as const;
type FaultName = (typeof FAULTS)[number];

/** A failure of the harness itself: what is measured from then on is not the system's doing. */
export type HarnessFault = Extract<TimelineEvent, { operation: FaultName }>;

export function isHarnessFault(event: TimelineEvent): event is HarnessFault {
  return FAULTS.some(fault => fault === event.operation);
}

/** Processes that are no pool's. */
const NAMES: Readonly<Record<string, string>> = {
  drill: 'the load generator',
  directory: 'the directory',
  proxy: 'the proxy',
  control: 'the control server',
};

/** Says which process it was, when, and how. */
export function faultSentence(fault: HarnessFault): string {
  return `${what(fault)}: the harness itself has failed, and what was measured from then on says nothing about the settings.`;
}

function what(fault: HarnessFault): string {
  const process = `The process of ${NAMES[fault.process] ?? fault.process}`;
  const second = secondText(Math.floor(fault.atS), null);
  switch (fault.operation) {
    case 'process-ended':
      return `${process} ended in ${second} (${fault.signal ?? `exit ${fault.exit}`})`;
    case 'process-silent':
      return `${process} stood still for more than ${fault.forMs / 1000} s from ${second} on`;
    case 'process-refused':
      return `${process} was refused what it needs in ${second}, since ${refusalText(fault.what)}`;
  }
}
