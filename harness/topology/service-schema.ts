import { z } from 'zod';
import { oneOf } from '../../mock-service/settings/alternatives.ts';
import { amount, name, size } from '../../mock-service/settings/fields.ts';
import { routeCost } from './cost-schema.ts';

/** The file format of a declared service (model §11). */

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
/** `/api/products/:id`: whole parts are parameters, the last may be a `*`. */
const PATH = String.raw`/(?:(?::[A-Za-z_]\w*|[\w.~!$&'()+,;=@%-]+)(?:/|$))*\*?$`;
const ROUTE = new RegExp(`^(?:${METHODS.join('|')}) ${PATH}`);

const word = (help: string) => name(/^\S+$/, help).optional();

const user = oneOf(
  {
    header: word('the name of a header, such as x-user').describe('The value of this header.'),
    cookie: word('the name of a cookie, such as sid').describe('The value of this cookie.'),
    bearer: word('a claim, such as sub').describe(
      'This claim of the bearer token if it is a JWT (unverified), else the token.',
    ),
    path: word('the name of a path parameter, such as id').describe('This parameter of the path.'),
    query: word('the name of a query parameter, such as u').describe('This parameter of the query.'),
  },
  ['header', 'cookie', 'bearer', 'path', 'query'].map(key => ({ all: [key] })),
  {
    none: 'no rule',
    several: 'more than one rule',
    allowed: '{ header: x-user }, { cookie: sid }, { bearer: sub }, { path: id } or { query: u }',
  },
);

const entryName = z
  .string()
  .regex(/^(?!uncached$)[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and dashes, and not uncached');

const entry = oneOf(
  {
    count: amount({ min: 1, max: 50_000_000, whole: true })
      .optional()
      .describe('Distinct keys in the store, at this scale.'),
    per: z.literal('user').optional().describe('user: one for each user.'),
    size: size().optional().describe('Memory that one entry takes (default: entrySize of the cache settings).'),
    popularity: z
      .union([
        z.literal('uniform'),
        z.strictObject({ zipf: amount({ above: 0, max: 10 }).describe('Zipf’s exponent; 1 is the classic one.') }),
      ])
      .prefault('uniform')
      .describe('Which keys a warm cache has that cannot hold all. Scripts choose keys themselves.'),
  },
  [{ all: ['count'] }, { all: ['per'] }],
  {
    none: 'no number of keys',
    several: 'more than one number of keys',
    allowed: '{ count: 5000 } or { per: user }',
  },
);

const ENTRY = 'the name of an entry, or uncached';
const SOURCE = 'user, path.NAME, query.NAME, header.NAME or constant.NAME';
const entryOrUncached = name(/^[a-z][a-z0-9-]*$/, ENTRY);
const listOfEntries = z
  .array(name(/^[a-z][a-z0-9-]*$/, 'the name of an entry'))
  .superRefine((list, context) => {
    if (list.length > 0) return;
    context.addIssue({ code: 'custom', message: 'an empty list', params: { allowed: `${ENTRY}, or several entries` } });
  })
  .meta({ minItems: 1 });
const entries = (help: string) => z.union([entryOrUncached, listOfEntries]).optional().describe(help);
const source = () => name(/^(?:user|(?:path|query|header|constant)\.\S+)$/, SOURCE);

const answer = z.strictObject({
  status: amount({ min: 200, max: 599, whole: true }).prefault(200).describe('The status when all went well.'),
  headers: z
    .record(
      z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'the name of a header'),
      z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'one line of text'),
    )
    .prefault({})
    .describe('Further headers.'),
  body: z
    .string()
    .optional()
    .describe(
      'The body (default: {}), with {path.NAME}, {query.NAME}, {header.NAME}, {user}, {uuid} and {now} filled in.',
    ),
  bodyFile: z.string().optional().describe('A file with the body, from the folder of this one.'),
  size: size({ min: 0 }).prefault('0B').describe('A shorter body is filled up with spaces.'),
});

const route = z.strictObject({
  reads: entries('Entries that it looks up, in this order; uncached: the store, past the cache.'),
  together: z
    .boolean()
    .prefault(false)
    .describe('Looks up all of several entries at once, rather than one after another.'),
  writes: entries('Entries that go when its write is done; uncached: it writes, and none goes.'),
  by: z
    .union([source(), z.record(entryName, source())])
    .optional()
    .describe(
      'Which part of a request is the key, for all its entries or by entry (default: the user, where an entry is per user).',
    ),
  background: z
    .boolean()
    .prefault(false)
    .describe('Answers at once, for a hit’s cost, and reads or writes after that.'),
  cost: routeCost.optional().describe('CPU time (default: that of the topology).'),
  answer: answer.prefault({}).describe('What it answers when all went well.'),
});

const routeName = z
  .string()
  .regex(
    ROUTE,
    `a method and a path, its parameters written as in GET /api/products/:id; methods are ${METHODS.join(', ')}`,
  );

export const service = z.strictObject({
  user: user
    .prefault({ header: 'x-user' })
    .describe('Where a request names its user: the proxy sends a user’s requests to one instance.'),
  entries: z.record(entryName, entry).prefault({}).describe('What the cache holds; each kind has keys of its own.'),
  routes: z.record(routeName, route).describe('What it does, by method and path.'),
});

export type WrittenService = z.output<typeof service>;
export type WrittenRoute = z.output<typeof route>;
export type WrittenEntry = z.output<typeof entry>;
