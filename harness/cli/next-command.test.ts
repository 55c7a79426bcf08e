import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArmRecord, CompareRecord } from '../record/compare-record.ts';
import type { AnyRecord } from '../record/record-kinds.ts';
import { testRecords } from '../record/test-records.ts';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { shellLines, shellWords } from '../report/shell-words.ts';
import { parse } from './flags/command.ts';
import { nextCommand } from './next-command.ts';
import { VERBS } from './verbs.ts';

function told(any: AnyRecord, line: string): string | null {
  const next = nextCommand(any, line.split(' '));
  return next === null ? null : `${next.why}: ${shellWords(next.words)}`;
}

const failed = incidentRun();
const inconclusive = { ...quietRun(), verdict: 'inconclusive' } as const;
const RUN = 'run s.ts --topology t.yaml --cache c.yaml -e A=1 --seed 3';

describe('after', () => {
  test.each([
    ['a pass', { kind: 'run', record: quietRun() }, RUN, null],
    [
      'a failure with other settings than the baseline',
      { kind: 'run', record: failed },
      RUN,
      'To see whether the change of the settings is to blame: headroom compare s.ts mock-service/settings/baseline.yaml c.yaml --topology t.yaml -e A=1 --virtual',
    ],
    [
      'a failure of the baseline',
      { kind: 'run', record: failed },
      'run s.ts --set peak=1300 --virtual',
      'To see how many instances bear it: headroom capacity s.ts --set peak=1300 --virtual --find instances',
    ],
    [
      'a failure in which nothing was full',
      { kind: 'run', record: { ...failed, cause: null } },
      RUN,
      'To ask it by hand: headroom serve --topology t.yaml',
    ],
    [
      'an inconclusive live drill',
      { kind: 'run', record: inconclusive },
      RUN,
      `On a virtual clock, where the machine has no say: headroom ${RUN} --virtual`,
    ],
    [
      'an inconclusive virtual drill',
      { kind: 'run', record: inconclusive },
      `${RUN} --virtual`,
      `With more seeds: headroom ${RUN} --virtual --repeat 20`,
    ],
    [
      'an inconclusive drill of a script that needs WebSockets',
      {
        kind: 'run',
        record: {
          ...inconclusive,
          metrics: { ws_sessions: { type: 'counter', contains: 'default', values: { count: 3 } } },
        },
      },
      RUN,
      'To see whether the files are right: headroom validate s.ts t.yaml',
    ],
    [
      'a script that throws',
      { kind: 'run', record: { ...inconclusive, generator: { ...inconclusive.generator, failedIterations: 9 } } },
      RUN,
      'To see what the script is refused: headroom validate s.ts t.yaml',
    ],
    [
      'an interrupted drill',
      { kind: 'run', record: { ...inconclusive, interrupted: true } },
      RUN,
      `To let it come to its end: headroom ${RUN}`,
    ],
    [
      'a drill of a target',
      { kind: 'run', record: failed },
      `${RUN} --target x.yaml`,
      `To see whether it comes again: headroom ${RUN} --target x.yaml`,
    ],
  ] as [string, AnyRecord, string, string | null][])('%s', (_, any, line, expected) =>
    expect(told(any, line)).toBe(expected),
  );

  test('what is worse there is a sweep of the knob that differs', () => {
    const compared = testRecords().find(({ kind }) => kind === 'compare') as AnyRecord;
    expect(told(compared, 'compare s.ts a.yaml b.yaml --virtual')).toBe(
      'To see what ttl does to the capacity: headroom capacity s.ts --virtual --sweep ttl=1s,4s,20s,70s,300s,1000s',
    );
  });

  test('a knob that hardly acted is a drill in which it does, of the same files', () => {
    const { record } = testRecords().find(({ kind }) => kind === 'compare') as { record: CompareRecord };
    const idle = (arm: ArmRecord): ArmRecord => ({ ...arm, knobs: { ...arm.knobs, ttl: 0 } });
    const failing = { ...record.failing, candidate: 0 };
    const compared = { ...record, verdict: 'inconclusive' as const, failing };
    const unproven = { ...compared, baseline: idle(record.baseline), candidate: idle(record.candidate) };
    expect(told({ kind: 'compare', record: unproven }, 'compare s.ts a.yaml b.yaml --topology t.yaml --virtual')).toBe(
      'A drill in which ttl acts enough: headroom compare scenarios/settled-failover.ts a.yaml b.yaml --virtual -e SETTLE=10m',
    );
    expect(told({ kind: 'compare', record: compared }, 'compare s.ts a.yaml b.yaml --virtual')).toBe(
      'With more seeds: headroom compare s.ts a.yaml b.yaml --virtual --repeat 20',
    );
  });

  test('any verdict that is no good one there is a command that can be given', async () => {
    const VERB = { repeat: 'run', ranking: 'compare', instances: 'capacity' } as const;
    for (const any of testRecords()) {
      if (any.kind === 'draft' || any.kind === 'sweep' || any.kind === 'map' || any.kind === 'saturation') continue;
      // What would help is told by their reasons.
      if (any.kind === 'import' || any.kind === 'calibration' || any.kind === 'backtest') continue;
      if (any.kind === 'uncertainty') continue;
      const verb = any.kind in VERB ? VERB[any.kind as keyof typeof VERB] : any.kind;
      const { flags = {} } = (await VERBS[verb]?.load()) ?? {};
      const given = [['--topology', 't.yaml'], ['--virtual'], ['--cache', 'c.yaml']].filter(
        ([flag]) => flag !== undefined && flag.slice(2) in flags,
      );
      for (const verdict of ['fail', 'worse', 'inconclusive']) {
        const record = { ...any.record, verdict, interrupted: undefined };
        const next = nextCommand({ kind: any.kind, record } as AnyRecord, [verb, 's.ts', ...given.flat()]);
        const [name = '', ...args] = next?.words ?? [];
        const command = await VERBS[name]?.load();
        if (command === undefined) throw new Error(`nothing follows ${any.kind} ${verdict}`);
        expect(parse(command, args).positionals.length).toBeLessThan(4);
      }
    }
  });
});

test('a shell reads the words as they are', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ minLength: 1 }).map(text => text.replaceAll('\0', '')),
        { minLength: 1, maxLength: 4 },
      ),
      words => {
        for (const text of [shellWords(words), shellLines(words, 'headroom', 30)]) {
          const said = text.replace('headroom', "printf '%s\\0'");
          expect(execFileSync('sh', ['-c', said]).toString()).toBe(words.map(word => `${word}\0`).join(''));
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('a long command is lines that can be read, and pasted', () => {
  const words =
    'capacity scenarios/eu-peak-failover.ts --topology my-regions/north.yaml --virtual --sweep ttl=1s,4s'.split(' ');
  expect(`\n${shellLines(words, 'npx headroom', 60)}\n`).toBe(`
  npx headroom capacity scenarios/eu-peak-failover.ts \\
    --topology my-regions/north.yaml --virtual \\
    --sweep ttl=1s,4s
`);
});
