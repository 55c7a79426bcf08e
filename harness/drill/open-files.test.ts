import { expect, test } from 'vitest';
import { openFilesFor, openFilesLimit } from './open-files.ts';

test('as many VUs as find room may come', () => {
  expect(openFilesFor({ planned: 100, most: 2500 }, 5100)).toEqual({ kind: 'enough' });
  expect(openFilesFor({ planned: 100, most: 2500 }, null)).toEqual({ kind: 'enough' });
});

test('those that may not be needed are a warning, those that surely are a refusal', () => {
  expect(openFilesFor({ planned: 100, most: 2500 }, 5099)).toEqual({
    kind: 'few',
    sentence:
      '2500 VUs take 5100 open files, and this machine allows a process 5099: should they run out, the drill is inconclusive; ' +
      'raise it (ulimit -n), or lower maxVUs',
  });
  expect(openFilesFor({ planned: 100, most: 2500 }, 299)).toEqual({
    kind: 'too-few',
    sentence:
      '100 VUs take 300 open files, and this machine allows a process 299: raise it (ulimit -n), or lower maxVUs',
  });
});

test.runIf(process.platform === 'linux')('the limit is what the system says', () => {
  expect(openFilesLimit()).toBeGreaterThan(100);
});
