import type { PageOperation } from './operation.ts';

/**
 * `GET /`: My Sign-Ins. The page is the same for everybody and asks for the user's data itself, so it needs no record; but it queues
 * for a core and costs a hit: when the service is overloaded the page does not open either.
 */
export const openPage: PageOperation = { kind: 'page', name: 'open-page' };
