import type { Answer } from './answer.ts';
import type { ReadOperation } from './operation.ts';

const PAGE: Answer = Object.freeze({ status: 200, document: null, error: null, retryAfterS: null });

/**
 * `GET /`: My Sign-Ins. It costs a read of its user's record, as the page of a real service would, which knows who is signed in: when
 * the service is overloaded the page does not open either. The text itself is the service's and the same for everybody.
 */
export const openPage: ReadOperation = { kind: 'read', name: 'open-page', answer: () => PAGE };
