import { expect, test } from 'vitest';
import { learnRoutes, type SeenRequest } from './learn-routes.ts';

function request(target: string, changes: Partial<SeenRequest> = {}): SeenRequest {
  return { method: 'GET', target, status: 200, bytes: -1, user: 1, userText: '', ...changes };
}

/** As many requests, by as many users. */
function times(count: number, make: (i: number) => SeenRequest): SeenRequest[] {
  return Array.from({ length: count }, (_, i) => ({ ...make(i), user: 1 + (i % 50) }));
}

function learnt(requests: readonly SeenRequest[]): string[] {
  return learnRoutes(requests).map(({ method, path, reads, writes }) => {
    const key = reads ?? (writes === 'uncached' ? null : writes);
    return `${method} ${path}${key === null ? '' : ` ${reads === null ? 'writes' : 'reads'} ${key.entry} by ${key.by}`}`;
  });
}

test('ids are parameters, and what a route is about is the last of them', () => {
  const all = [
    ...times(300, i => request(`/products/${i % 40}`)),
    ...times(200, i => request(`/shops/${i % 9}/products/4e8b1c2a-9d0f-4a8b-8a53-9f6b${String(10_000_000 + i)}`)),
    ...times(100, i => request(`/products/${i % 40}/reviews`)),
    ...times(50, () => request('/')),
  ];
  expect(learnt(all)).toEqual([
    'GET /products/:product reads product by path.product',
    'GET /shops/:shop/products/:product reads product by path.product',
    'GET /products/:product/reviews reads reviews by path.product',
    'GET /',
  ]);
});

test('names of things are parameters where they are many, rare, or asked for by few', () => {
  const all = [
    ...times(1000, i => request(`/blog/slug-${'abcdefghijklmnopqrstuvwxyz'[i % 26]}${'xyz'[i % 3]}`)),
    ...times(500, () => request('/about')),
    ...times(500, () => request('/contact')),
    ...Array.from({ length: 40 }, () => request('/people/ann', { user: 7 })),
    ...Array.from({ length: 40 }, () => request('/people/bob', { user: 8 })),
    ...Array.from({ length: 40 }, () => request('/people/cem', { user: 9 })),
    request('/secret-page'),
  ];
  const routes = learnt(all);
  expect(routes.join('\n')).not.toMatch(/slug|ann|bob|secret/);
  expect(routes).toContain('GET /blog/:blog reads blog by path.blog');
  expect(routes).toContain('GET /people/:people reads people by path.people');
  expect(routes).toContain('GET /about reads about by user');
});

test('the user’s own name is no part of a route, however often it is asked for', () => {
  const all = times(900, i =>
    request(`/home/${['ann', 'bob', 'cem'][i % 3]}/feed`, { userText: ['ann', 'bob', 'cem'][i % 3] as string }),
  );
  expect(learnt(all)).toEqual(['GET /home/:home/feed reads feed by path.home']);
});

test('a query that most requests have is the key; one answer for all is one entry for all', () => {
  const all = [
    ...times(100, i => request(`/search?lang=en&q=shoe${i}`)),
    ...times(90, () => request('/prices', { bytes: 812 })),
    ...times(80, i => request('/cart', { bytes: 100 + i })),
    ...times(70, () => request('/cart', { method: 'POST', status: 201 })),
    ...times(60, () => request('/login', { method: 'POST' })),
  ];
  expect(learnt(all)).toEqual([
    'GET /search reads search by query.q',
    'GET /prices reads prices by constant.all',
    'GET /cart reads cart by user',
    'POST /cart writes cart by user',
    'POST /login',
  ]);
});
