import type { ArmRecord } from '../../record/compare-record.ts';
import { count, ms, share } from '../../verdict/figures.ts';
import { DROPPED_LIMIT, SCRIPT_FAILED_LIMIT } from '../../verdict/generator.ts';
import { lagLimitMs } from '../../verdict/lag-limit.ts';
import { isDoubtful, LATE_MS, LATE_SHARE } from '../../verdict/lateness.ts';
import type { Markup } from './markup.ts';
import { statusCell } from './status-cell.ts';
import { table } from './table.ts';

/** Whether the load generator can be believed: each figure, and what is tolerated of it. */
export function generatorTable({ generator, objectives }: ArmRecord): Markup {
  const {
    dueIterations,
    startedIterations,
    droppedIterations,
    scriptFailedIterations,
    lagMs,
    queued,
    repeated,
    lateness,
  } = generator;
  const p99Ms = objectives.find(({ name }) => name === 'p99')?.limit ?? null;
  const lagLimit = lagLimitMs({ p99Ms });
  const dropped = droppedIterations > DROPPED_LIMIT * dueIterations;
  const failed = scriptFailedIterations > SCRIPT_FAILED_LIMIT * startedIterations;
  const late = lagMs.p99 !== null && lagMs.p99 > lagLimit;
  const shown = (value: number | null): string => (value === null ? '–' : ms(value));
  const plain = (name: string, value: string) => ({ cells: [name, value, '', ''] });
  const judged = (name: string, value: string, limit: string, broken: boolean) => ({
    cells: [name, value, limit, statusCell(broken ? 'broken' : 'ok')],
  });
  return table(
    'Health of the load generator',
    [{ title: '' }, { title: 'value' }, { title: 'tolerated' }, { title: 'status' }],
    [
      plain('iterations due', count(dueIterations)),
      plain('started', count(startedIterations)),
      judged('dropped: no VU was free', partOf(droppedIterations, dueIterations), `≤ ${share(DROPPED_LIMIT)}`, dropped),
      plain('completed', count(generator.completedIterations)),
      plain('failed', count(generator.failedIterations)),
      judged(
        'of them by the script alone',
        partOf(scriptFailedIterations, startedIterations),
        `≤ ${share(SCRIPT_FAILED_LIMIT)}`,
        failed,
      ),
      plain('interrupted', count(generator.interruptedIterations)),
      plain('lag p50', shown(lagMs.p50)),
      judged('lag p99', shown(lagMs.p99), `≤ ${ms(lagLimit)}`, late),
      plain('lag max', shown(lagMs.max)),
      ...(lateness === undefined
        ? []
        : [
            plain('latest that a process ran what was due', `${ms(lateness.worstMs)} (${lateness.process})`),
            judged(
              `seconds in which one was over ${ms(LATE_MS)} late`,
              partOf(lateness.lateSeconds, lateness.seconds),
              `≤ ${share(LATE_SHARE)}`,
              isDoubtful(lateness),
            ),
            plain('errors that came then', count(lateness.errors)),
          ]),
      plain('requests queued in the client', count(queued)),
      plain('sent once more: their idle connection had been closed', count(repeated)),
    ],
  );
}

function partOf(value: number, whole: number): string {
  return whole === 0 ? count(value) : `${count(value)} (${share(value / whole)})`;
}
