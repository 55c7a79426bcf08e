import { expect, test } from 'vitest';
import { type JudgedDrill, judgeReplay, judgeReplayElsewhere } from './replay.ts';

function drill(name: string, became: JudgedDrill['class'], expected: JudgedDrill['expected']): JudgedDrill {
  return { name, class: became, expected, brokeS: became === 'holds' ? null : 61, reasons: ['Load was dropped.'] };
}

test('a replay passes if every drill comes out as told', () => {
  const drills = [drill('incident', 'stays-down', 'stays-down'), drill('quiet-hour', 'holds', 'holds')];
  expect(judgeReplay(drills)).toEqual({
    verdict: 'pass',
    reasons: ['Every drill comes out as the report tells: incident fails and stays down, quiet-hour holds.'],
  });
});

test('it fails if one does not, and is inconclusive if one does not show', () => {
  const other = drill('way-out', 'stays-down', 'recovers');
  const unclear = drill('quiet-hour', null, 'holds');
  expect(judgeReplay([other, unclear])).toEqual({
    verdict: 'fail',
    reasons: [
      'way-out fails and stays down, and the report tells that it fails and comes back.',
      'quiet-hour does not show what becomes of service: Load was dropped.',
    ],
  });
  expect(judgeReplay([unclear]).verdict).toBe('inconclusive');
});

test('elsewhere it says whether it would happen, whatever the report tells', () => {
  const wayOut = drill('way-out', 'recovers', 'holds');
  expect(judgeReplayElsewhere([drill('incident', 'stays-down', 'stays-down'), wayOut], 'mine')).toEqual({
    verdict: 'fail',
    reasons: [
      'It would happen on mine: incident fails and stays down. It breaks after 61 s.',
      'way-out fails and comes back.',
    ],
  });
  expect(judgeReplayElsewhere([drill('incident', 'holds', 'stays-down')], 'mine')).toEqual({
    ...{ verdict: 'pass', reasons: ['It would not happen on mine: incident holds.'] },
  });
  expect(judgeReplayElsewhere([drill('incident', null, 'stays-down')], 'mine').verdict).toBe('inconclusive');
});
