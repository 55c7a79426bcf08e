import { expect, test } from 'vitest';
import { METHODS } from '../init/sketch.ts';
import { type ImportRoute, pathIn, Routes } from './routes.ts';

const ROUTES = new Routes(
  [
    ['/', null],
    ['/products/:id', 'path.id'],
    ['/products/new', 'constant.all'],
    ['/products/:id/reviews', 'path.id'],
    ['/search', 'query.q'],
    ['/static/*', null],
    ['/me', 'user'],
  ].map(
    ([path, by]): ImportRoute => ({
      ...{ method: 'GET', path: path as string, writes: null },
      reads: by === null ? null : { entry: 'x', by: by as string },
    }),
  ),
);

/** The path of a target's route, and the text of its key. */
function found(target: string, method = 'GET'): string {
  const [start, end] = pathIn(target);
  const route = ROUTES.find(METHODS.indexOf(method as 'GET'), target, start, end);
  if (route < 0) return 'none';
  const whose = ROUTES.keyOf(route, target, end);
  const key = whose === 'text' ? target.slice(ROUTES.keyStart, ROUTES.keyEnd) : whose;
  return `${ROUTES.list[route]?.path} ${key}`;
}

test.each([
  ['/', '/ null'],
  ['', '/ null'],
  ['/products/17', '/products/:id 17'],
  ['/products//17/', '/products/:id 17'],
  ['/products/new', '/products/new all'],
  ['/products/new/reviews', '/products/:id/reviews new'],
  ['/products/17?x=/a/b', '/products/:id 17'],
  ['https://shop.example:443/products/17?x', '/products/:id 17'],
  ['https://shop.example', '/ null'],
  ['/search?lang=en&q=red+shoe&p=2', '/search red+shoe'],
  ['/search?qq=1', '/search '],
  ['/search', '/search '],
  ['/static/a/b/c.js', '/static/* null'],
  ['/static', '/static/* null'],
  ['/me', '/me user'],
  ['/products', 'none'],
  [`/${'a/'.repeat(100)}`, 'none'],
])('%s is of %s', (target, route) => {
  expect(found(target)).toBe(route);
});

test('methods have routes of their own', () => {
  expect(found('/me', 'POST')).toBe('none');
});
