import { isDeep, MOST_DEPTH } from '../../settings/json-depth.ts';
import { GraphError } from './graph-error.ts';

/**
 * The JSON object of a request's body.
 * @param allowed the properties that it may have, besides `@odata.…`; others are errors, since they are likely misspelt
 */
export function jsonBody(body: string, allowed: readonly string[]): Record<string, unknown> | GraphError {
  if (isDeep(body)) return new GraphError('invalidRequest', `The body is nested more than ${MOST_DEPTH} levels deep.`);
  let value: unknown;
  try {
    value = body === '' ? {} : JSON.parse(body);
  } catch (error) {
    return new GraphError('invalidRequest', `The body is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new GraphError('invalidRequest', 'The body must be a JSON object.');
  }
  const unknown = Object.keys(value).filter(name => !allowed.includes(name) && !name.startsWith('@odata.'));
  if (unknown.length > 0) {
    const message = `Unknown properties: ${unknown.join(', ')}; allowed are ${allowed.join(', ')}.`;
    return new GraphError('invalidRequest', message);
  }
  return value as Record<string, unknown>;
}
