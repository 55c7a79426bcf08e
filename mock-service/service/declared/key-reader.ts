import type { KeySpace } from '../../model/key-spaces.ts';
import type { ServiceRequest } from '../service.ts';
import type { KeySource } from './description.ts';
import { numberOf } from './key-number.ts';
import { partOf } from './request-part.ts';

/** Gives the key of an entry that a request is about. */
export type KeyReader = (request: ServiceRequest) => number;

export function keyReader({ first, count }: KeySpace, { in: place, name }: KeySource): KeyReader {
  switch (place) {
    case 'user':
      // There are as many users as keys, or fewer: then some keys are nobody's; or more: then some share one.
      return ({ user }) => first + (user % count);
    case 'constant': {
      const key = first + numberOf(name, count);
      return () => key;
    }
    case 'path':
      return ({ params }) => first + numberOf(params[name] ?? '', count);
    case 'query':
    case 'header':
      return request => first + numberOf(partOf(request, place, name), count);
  }
}
