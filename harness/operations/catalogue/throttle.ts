import { z } from 'zod';
import { duration, share } from '../../../mock-service/settings/fields.ts';
import { printDuration, printShare } from '../../../mock-service/settings/units.ts';
import { inSeconds, operationEntry } from './operation-entry.ts';
import { choice, type RequestField } from './request-field.ts';

const facts = {
  share: z.number().describe('Of the users or requests: those that are admitted.'),
  route: z.string().nullable().describe('`GET /path/:id`; null: every route.'),
  class: z.string().optional().describe('Of requests, by its name; absent: every class.'),
} as const;
type Concerned = { readonly route: string | null; readonly class?: string | undefined };
const BY = ['user', 'request'] as const;

export const throttle = operationEntry({
  name: 'throttle',
  does: 'Admits a share of the users, or of the requests, at the proxy, and refuses the others at once; 100% lifts it.',
  fields: {
    share: admittedField(),
    by: byField(),
    over: rampField(),
    route: routeField(),
    class: classField(),
    retryAfter: retryAfterField(),
  },
  order: ({ over, retryAfter, ...rest }) => ({ ...rest, overMs: over, retryAfterMs: retryAfter }),
  perform({ share: admitted, by, overMs, route, class: ofClass, retryAfterMs }, { site, begun, ends }) {
    const named = ofClass === null ? {} : { class: ofClass };
    begun({ share: admitted, route, by, overMs, retryAfterMs, ...named });
    site.proxy({ kind: 'throttle', share: admitted, by, overMs, route, class: ofClass, retryAfterMs });
    ends(overMs === 0 ? null : overMs, { share: admitted, route, ...named }, () => {});
  },
  told: ({ share: admitted, by, overMs, route, class: ofClass, retryAfterMs }) => ({
    ...{ share: String(admitted), by, route: route ?? 'all', class: ofClass ?? 'all' },
    ...{ over: inSeconds(overMs), retryAfter: inSeconds(retryAfterMs) },
  }),
  event: {
    facts: { ...facts, by: z.enum(BY), overMs: z.number(), retryAfterMs: z.number() },
    target: concerned,
    // Who was let down while it stood had been let down by it: service can be back once everybody is let in.
    trigger: told => (told.share === 1 ? 'ends' : 'begins'),
    // Over a time it is on its way until its completion.
    phase: told => (told.share < 1 ? 'throttled' : told.overMs === 0 ? null : 'let in again'),
    sentence: told =>
      `${admission(told.share, told.by)}${told.overMs === 0 ? '' : ` over ${printDuration(told.overMs)}`}`,
  },
  completion: {
    facts,
    target: concerned,
    trigger: told => (told.share === 1 ? 'ends' : null),
    phase: told => (told.share === 1 ? null : undefined),
    sentence: told => (told.share === 1 ? 'lifted' : `at ${printShare(told.share)}`),
  },
  forms: ({ classes }) => [
    { button: 'Throttle', fields: ['share', 'by', 'over', ...(classes.length > 0 ? (['class'] as const) : [])] },
  ],
});

function concerned({ route, class: ofClass }: Concerned): string {
  if (ofClass === undefined) return route ?? 'all routes';
  return route === null ? `class ${ofClass}` : `class ${ofClass} of ${route}`;
}

function admission(admitted: number, by: (typeof BY)[number]): string {
  if (admitted === 1) return 'lifted';
  return admitted === 0 ? 'nobody is admitted' : `${printShare(admitted)} of the ${by}s are admitted`;
}

function admittedField(): RequestField<number> {
  return {
    label: 'admit',
    schema: () => share({ min: 0, max: 1 }),
    choices: () => [
      choice('a tenth', '10%'),
      choice('half', '50%'),
      choice('nobody', '0%'),
      choice('everybody', '100%'),
    ],
  };
}

function byField(): RequestField<(typeof BY)[number]> {
  return {
    label: 'of the',
    schema: () => z.enum(BY).prefault('user'),
    choices: () => [choice('users', 'user'), choice('requests', 'request')],
  };
}

/** How long the share takes from where it is to where it is to be, ms. */
function rampField(): RequestField<number> {
  return {
    label: 'from',
    schema: () => duration().prefault('0s'),
    choices: () => [choice('now on', '0s'), choice('now on, over 30 s', '30s'), choice('now on, over 2 min', '2m')],
  };
}

function routeField(): RequestField<string | null> {
  return {
    label: 'on',
    schema: ({ routes }) =>
      z
        .enum([...routes])
        .nullable()
        .prefault(null),
    choices: ({ routes }) => [{ label: 'all routes', value: null }, ...routes.map(route => choice(route, route))],
  };
}

function classField(): RequestField<string | null> {
  return {
    label: 'of class',
    schema: ({ classes }) =>
      z
        .enum([...classes])
        .nullable()
        .prefault(null),
    choices: ({ classes }) => [{ label: 'any', value: null }, ...classes.map(each => choice(each, each))],
  };
}

/** What refused callers are told in `Retry-After`, ms. */
function retryAfterField(): RequestField<number> {
  return {
    label: 'come again after',
    schema: () => duration().prefault('5s'),
    choices: () => [choice('5 s', '5s'), choice('30 s', '30s')],
  };
}
