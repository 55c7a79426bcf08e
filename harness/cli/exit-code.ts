import type { DrillEnd } from '../drill/supervisor.ts';

/** How `headroom` ends: k6's codes where k6 has one (k6-contract §5). */
export const EXIT = {
  pass: 0,
  /** Our own bug. */
  bug: 1,
  /** Wrong words on the command line, or what the machine refuses: nothing was started. */
  usage: 2,
  inconclusive: 90,
  /** An objective or threshold is broken; a candidate is worse. */
  fail: 99,
  setupTimeout: 100,
  teardownTimeout: 101,
  /** Invalid script options, topology or settings. */
  invalid: 104,
  interrupted: 105,
  /** An exception in the script's init code, setup or teardown; or it never came to an end. */
  script: 107,
  aborted: 108,
  testFailed: 110,
} as const;

/** The exit code of a verdict. */
export function exitOf(verdict: 'pass' | 'fail' | 'inconclusive' | 'safe' | 'worse' | 'measured'): number {
  if (verdict === 'pass' || verdict === 'safe' || verdict === 'measured') return EXIT.pass;
  return verdict === 'inconclusive' ? EXIT.inconclusive : EXIT.fail;
}

/** What ended the drill early wins over its verdict; `--exit-zero` is for verdicts alone. */
export function exitCode(end: DrillEnd, exitZero: boolean): number {
  const { exit, record } = end;
  if (record === null) return exit?.code ?? EXIT.bug;
  // Of a harness that failed the verdict says what had been seen before.
  if (exit !== null && exit.code !== 90 && !(exit.code === 99 && exitZero)) return exit.code;
  return exitZero ? EXIT.pass : exitOf(record.verdict);
}

/** The exit code of several drills: the gravest. */
export function worst(codes: readonly number[]): number {
  const gravity = [
    ...[EXIT.bug, EXIT.interrupted, EXIT.script, EXIT.aborted, EXIT.fail, EXIT.inconclusive],
  ] as readonly number[];
  return gravity.find(code => codes.includes(code)) ?? codes.find(code => code !== 0) ?? EXIT.pass;
}
