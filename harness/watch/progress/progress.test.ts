import { describe, expect, it } from 'vitest';
import { at } from '../../operations/catalogue/test-timeline.ts';
import { type TimelineEvent, told } from '../../operations/catalogue/timeline-event.ts';
import {
  applyChange,
  elapsedText,
  latestOf,
  latestSecond,
  newProgress,
  onsetOf,
  type Progress,
  type ProgressChange,
  plannedColumn,
  shownSeconds,
} from './progress.ts';
import { testSubject } from './test-subject.ts';

function watched(...changes: readonly ProgressChange[]): Progress {
  const progress = newProgress(testSubject());
  for (const change of changes) applyChange(progress, change);
  return progress;
}

function numbers(second: number, values: Record<string, number | null>): ProgressChange {
  return { kind: 'numbers', second, values };
}

describe('a drill as it is watched', () => {
  it('takes numbers of a second from different processes, in any order, and again', () => {
    const progress = watched(
      numbers(1, { ended: 10, 'primary.cpu': 0.5 }),
      numbers(0, { ended: 7 }),
      numbers(1, { 'alternate.cpu': 0.1 }),
      numbers(1, { ended: 10 }),
    );
    expect(progress.columns).toEqual({ ended: [7, 10], 'primary.cpu': [null, 0.5], 'alternate.cpu': [null, 0.1] });
    expect(progress.totals.ended).toBe(17);
    expect(progress.seconds).toBe(2);
  });

  it('knows as latest only what all processes have told', () => {
    const progress = watched(
      numbers(0, { ended: 7, 'primary.cpu': 0.4, 'alternate.cpu': 0 }),
      numbers(1, { ended: 9, 'primary.cpu': 0.5 }),
    );
    expect(latestSecond(progress)).toBe(0);
    expect(latestOf(progress, 'ended')).toBe(7);
    applyChange(progress, numbers(1, { 'alternate.cpu': 0.2 }));
    expect(latestOf(progress, 'ended')).toBe(9);
    expect(latestSecond(watched())).toBeNull();
  });

  it('gives old seconds up, and keeps their sums', () => {
    const progress = newProgress({ ...testSubject(), keptS: 3 });
    for (let second = 0; second < 10; second++) applyChange(progress, numbers(second, { ended: 1 + second }));
    expect(progress).toMatchObject({ fromS: 7, seconds: 10, columns: { ended: [8, 9, 10] }, totals: { ended: 55 } });
    applyChange(progress, numbers(2, { ended: 100 }));
    expect(progress.columns.ended).toEqual([8, 9, 10]);
  });

  it('plans by what is known of sessions now, for earlier seconds too', () => {
    const due = (second: number, count: number, callsPerIteration: Record<string, number>): ProgressChange => ({
      ...{ kind: 'due', second, due: { visits: count, operator: 0 }, callsPerIteration },
    });
    const progress = watched(due(0, 10, {}), due(1, 12, {}));
    expect(plannedColumn(progress)).toEqual([null, null]);
    applyChange(progress, due(2, 20, { visits: 9 }));
    expect(plannedColumn(progress)).toEqual([90, 108, 180]);
    // An operator who has not finished yet.
    const callsPerIteration = { visits: 9 };
    applyChange(progress, { kind: 'due', second: 3, due: { visits: 20, operator: 1 }, callsPerIteration });
    expect(plannedColumn(progress)).toEqual([90, 108, 180, 180]);
  });

  it('puts late news where they belong, and remembers where users are before what instances did', () => {
    const change = (event: TimelineEvent): ProgressChange => ({ kind: 'event', event: told(event) });
    const progress = watched(
      change(at(5, 'fail-over', { to: 'alternate', overMs: 0 })),
      change(at(3, 'flush', { pool: 'primary' })),
    );
    expect(progress.timeline.map(({ operation }) => operation)).toEqual(['flush', 'fail-over']);
    const up = { pool: 'alternate', instance: 'alternate-0', checks: 2 };
    for (let i = 0; i < 600; i++) applyChange(progress, change(at(6 + i, 'instance-up', up)));
    expect(progress.timeline).toHaveLength(500);
    expect(progress.timeline[1]?.operation).toBe('fail-over');
  });

  it('finds where sustained timeouts begin', () => {
    const good = Array.from({ length: 20 }, (_, second) => numbers(second, { ended: 100, timeouts: 0 }));
    expect(onsetOf(watched(...good))).toBeNull();
    const bad = Array.from({ length: 4 }, (_, i) => numbers(20 + i, { ended: 100, timeouts: 30 }));
    expect(onsetOf(watched(...good, ...bad))).toBe(20);
  });

  it('has the sums of the record at the end', () => {
    const totals = { timeouts: 12, errors: 14 };
    const progress = watched(numbers(0, { timeouts: 11, errors: 11 }), {
      ...{ kind: 'over', verdict: 'fail', reasons: ['12 timeouts'], report: null, totals },
    });
    expect(progress).toMatchObject({ stage: 'over', verdict: 'fail', totals });
  });
});

describe('its time', () => {
  const ready = (spanS: number, regularS: number, longestS: number): ProgressChange => ({
    ...{ kind: 'ready', announcement: '', scenarios: [], spanS, regularS, longestS },
  });

  it('is known where executors have a duration, until it has passed', () => {
    const progress = watched(ready(42, 42, 45), numbers(22, {}));
    expect([elapsedText(progress), shownSeconds(progress)]).toEqual(['23 s of 42 s', 42]);
    applyChange(progress, numbers(43, {}));
    expect([elapsedText(progress), shownSeconds(progress)]).toEqual(['44 s, at most 45 s', 44]);
  });

  it('is open where iterations are counted', () => {
    const progress = watched(ready(0, 600, 630), numbers(22, {}));
    expect([elapsedText(progress), shownSeconds(progress)]).toEqual(['23 s, at most 10 min 30 s', 23]);
  });
});
