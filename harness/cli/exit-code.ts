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
