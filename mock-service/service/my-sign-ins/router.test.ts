import { describe, expect, test } from 'vitest';
import { Router } from './router.ts';
import { TestService } from './test-service.ts';

const { routes } = new TestService().service;
const router = new Router(routes);

describe('Router', () => {
  test.each(routes)('finds $method $path, with and without a query', ({ method, path, route }) => {
    const filled = path.replace(':user', 'user7@eu.example').replace(':id', 'ab%20c');
    for (const url of [filled, `${filled}?a=/b`]) {
      expect(router.find(method, url)).toBe(route);
      expect(router.params.id).toBe(path.includes(':id') ? 'ab c' : undefined);
      expect(router.params.user).toBe(path.includes(':user') ? 'user7@eu.example' : undefined);
    }
  });

  test.each([
    ['GET', '/v1.0'],
    ['GET', '/v1.0/me/authentication/methods/a/b'],
    ['GET', ''],
    ['PATCH', '/v1.0/me'],
    ['toString', '/'],
  ])('finds nothing for %s %s', (method, path) => {
    expect(router.find(method, path)).toBeNull();
  });

  test('a path of other methods is 405, and says which; any other is 404', () => {
    const wrongMethod = router.notFound('DELETE', '/v1.0/me/authentication/phoneMethods');
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.error.message).toBe('DELETE is not allowed here; allowed: GET, POST.');
    expect(router.notFound('GET', '/nowhere')).toMatchObject({ status: 404, error: { code: 'ResourceNotFound' } });
  });
});
