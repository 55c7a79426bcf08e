import { expect, test, vi } from 'vitest';
import { TestDrill } from '../test-drill.ts';

test('URL is what the runtime lends', async () => {
  const { __URL, __URLSearchParams } = new TestDrill().globals;
  vi.stubGlobal('__URL', __URL);
  vi.stubGlobal('__URLSearchParams', __URLSearchParams);
  const { URL, URLSearchParams } = await import('./url.ts');
  vi.unstubAllGlobals();
  expect(new URL('/a?b=1', 'http://h:1').href).toBe('http://h:1/a?b=1');
  expect(new URLSearchParams({ c: 'd e' }).toString()).toBe('c=d+e');
});
