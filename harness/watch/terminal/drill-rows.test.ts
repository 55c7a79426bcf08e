import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { at } from '../../operations/catalogue/test-timeline.ts';
import { told } from '../../operations/catalogue/timeline-event.ts';
import { coloured, plain } from '../../report/paint.ts';
import { applyChange, newProgress, type Progress } from '../progress/progress.ts';
import { testSubject } from '../progress/test-subject.ts';
import { compactRow, drillRows } from './drill-rows.ts';

/** The incident, up to a second: the alternate is full from 28 s on. */
function incident(seconds: number, name = 'seed 1'): Progress {
  const progress = newProgress({ ...testSubject(), name });
  applyChange(progress, {
    ...{ kind: 'ready', announcement: '', scenarios: [], spanS: 42, regularS: 42, longestS: 45 },
  });
  applyChange(progress, { kind: 'started' });
  const events = [
    at(1.5, 'deploy', { settings: { name: 'short-ttl', fingerprint: '0' }, pool: null, share: 1 }),
    at(13, 'fail-over', { to: 'alternate', overMs: 15_000 }),
    at(28, 'fail-over-completed', { to: 'alternate' }),
  ];
  for (const event of events) if (event.atS < seconds) applyChange(progress, { kind: 'event', event: told(event) });
  for (let second = 0; second < seconds; second++) {
    const moved = Math.min(1, Math.max(0, (second - 13) / 15));
    const timeouts = second >= 28 ? 300 : 0;
    const calls = { visits: 9 };
    applyChange(progress, { kind: 'due', second, due: { visits: 110 }, callsPerIteration: calls });
    applyChange(progress, {
      kind: 'numbers',
      second,
      values: {
        ...{
          offered: Math.min(1000, 400 + 120 * second),
          ended: 1000,
          good: 1000 - timeouts,
          timeouts,
          errors: timeouts,
        },
        ...{ p99Ms: second >= 28 ? 2001 : 150, vus: 570, lagP99Ms: 1, dropped: 0 },
        ...{ 'primary.cpu': 0.75 * (1 - moved), 'primary.hitRatio': 0.4, 'primary.queue': 0 },
        ...{ 'alternate.cpu': moved, 'alternate.hitRatio': 0.3, 'alternate.queue': second >= 28 ? 1200 : 0 },
      },
    });
  }
  return progress;
}

describe('a drill on a terminal', () => {
  it('shows load, failures, latency, pools and operations over one time', () => {
    expect(`\n${drillRows(incident(34), 79, plain).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      eu-peak-failover with short-ttl, live  on alternate                34 s of 42 s
      load       1,000/s of 990/s planned       ▄▅▆▇██████████████████████████
      failed     30% now, 504s 1,800            ·························▃▃▃▃▃
      p99        2001 ms, VUs 570               ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆█████
      primary    CPU   0%, hit 40%              ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▅▅▄▄▄▃▂▂▂▁▁▁▁▁▁▁
      alternate  CPU 100%, hit 30%, queue 1,200 ▁▁▁▁▁▁▁▁▁▁▁▁▁▂▂▃▃▄▅▅▆▆▇▇██████
      operations 2 fail-over alternate           1         2            !
      "
    `);
  });

  it('says what is wrong with the generator, and says nothing where nothing is known', () => {
    const progress = newProgress(testSubject());
    expect(`\n${drillRows(progress, 79, plain).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      eu-peak-failover with short-ttl, live                                  starting
      load       –
      failed     –
      p99        –
      primary    CPU    –
      alternate  CPU    –
      operations none yet
      "
    `);
    const late = incident(5);
    applyChange(late, { kind: 'numbers', second: 4, values: { lagP99Ms: 44, dropped: 12 } });
    expect(drillRows(late, 79, plain).at(-1)).toBe(
      'The load generator: iterations start 44 ms late (p99), 12 iterations dropped.',
    );
  });

  it.each([20, 39, 50, 60, 79, 200])('is never wider than %i columns, in colour or not', columns => {
    for (const rows of [drillRows(incident(40), columns, coloured), drillRows(incident(40), columns, plain)]) {
      for (const row of rows) expect(stripVTControlCharacters(row).length).toBeLessThanOrEqual(columns);
    }
  });

  it('has the same words in colour', () => {
    const rows = drillRows(incident(34), 79, coloured);
    expect(rows.map(stripVTControlCharacters)).toEqual(drillRows(incident(34), 79, plain));
    expect(rows.join()).not.toBe(rows.map(stripVTControlCharacters).join());
  });
});

describe('several drills on a terminal', () => {
  it('have a row each, with their curves under each other', () => {
    const rows = [incident(34), incident(9, 'seed 10')].map(each => compactRow(each, 79, 7, plain));
    expect(`\n${rows.join('\n')}\n`).toMatchInlineSnapshot(`
      "
      seed 1  34 s of 42 s  good    70%  504s 1,800   ▄▅▇██████████████████████
      seed 10 9 s of 42 s   good   100%  504s 0       ▄▅▇████
      "
    `);
  });

  it.each([20, 40, 79])('fit %i columns', columns => {
    const row = compactRow(incident(40, 'a very long name of a drill'), columns, columns >> 1, coloured);
    expect(stripVTControlCharacters(row).length).toBeLessThanOrEqual(columns);
  });
});
