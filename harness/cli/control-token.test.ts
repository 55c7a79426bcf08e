import { expect, test } from 'vitest';
import { controlToken } from './control-token.ts';
import { UsageError } from './flags/command.ts';
import { serve } from './verbs/serve.ts';

test.each([
  [''],
  ['hunter2'],
  ['0123456789abcde'],
  ['0123456789 abcdef'],
  ['0123456789abcdef\n'],
  ['"><script>alert(1)</script>'],
])('%j is no token', token => {
  expect(() => controlToken({ HEADROOM_TOKEN: token })).toThrow(UsageError);
  // It is not said again where others may read it.
  if (token !== '') expect(() => controlToken({ HEADROOM_TOKEN: token })).not.toThrow(token);
});

test("a token of the user's own comes from the environment, and from no flag", () => {
  expect(controlToken({ HEADROOM_TOKEN: '0123456789abcdef' })).toBe('0123456789abcdef');
  expect(controlToken({})).toBeNull();
  expect(Object.keys(serve.flags)).not.toContain('token');
});
