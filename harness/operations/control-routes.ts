import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { InputErrors, type Problem } from '../../mock-service/settings/input-errors.ts';
import { isDeep, MOST_DEPTH } from '../../mock-service/settings/json-depth.ts';
import { nearMiss } from '../../mock-service/settings/near-miss.ts';
import { type Amendment, amendedBody } from './amendment.ts';
import {
  CATALOGUE,
  isOperationName,
  OPERATION_NAMES,
  type Operation,
  type OperationName,
} from './catalogue/catalogue.ts';
import type { Vocabulary } from './catalogue/request-field.ts';
import { readOperation } from './read-operation.ts';

export interface ControlReply {
  readonly status: number;
  /** JSON. */
  readonly value: unknown;
  /** What is answered in its place, when it is known. */
  readonly later?: Promise<ControlReply>;
}

/** Whoever carries out what the control server is told. */
export interface Commanded {
  readonly vocabulary: Vocabulary;
  /** What it is told is accepted and left undone. */
  readonly deaf: boolean;
  /** What it is told with other values; none where there are none. */
  readonly amendments?: readonly Amendment[];
  /**
   * Does it, or begins it.
   * @returns where whoever ordered it has to wait: why it failed, or null when it is done
   * @throws InputErrors if it cannot be done
   */
  apply(operation: Operation): Promise<string | null> | null | void;
  /** What `GET /state` answers. */
  state(): unknown;
}

/**
 * The control server's answers, whatever carries them:
 *
 *     POST /operations/<name>   202 {operation, accepted: true}    bearer token, JSON body
 *     GET  /operations          200 {operations: [{name, does, body}]}    bearer token; `body` is a JSON Schema
 *     GET  /state               200 {settings, site}               bearer token
 *
 * 400 with all problems, 401 without the token, 404 for what is not there.
 */
export function answerControl(
  operations: Commanded,
  token: string,
  request: { method: string; path: string; authorization: string | undefined; body: string },
): ControlReply {
  if (!isBearer(request.authorization, token)) {
    return failure(401, 'unauthorized', 'a bearer token is needed: Authorization: Bearer $CONTROL_TOKEN');
  }
  const path = request.path.split('?')[0];
  if (path === '/state') {
    if (request.method !== 'GET') return failure(405, 'method-not-allowed', 'GET /state');
    return { status: 200, value: operations.state() };
  }
  if (path === '/operations') {
    if (request.method !== 'GET') return failure(405, 'method-not-allowed', 'GET /operations');
    return { status: 200, value: { operations: listing(operations.vocabulary) } };
  }
  const name = /^\/operations\/([^/]+)$/.exec(path ?? '')?.[1];
  if (name === undefined)
    return failure(404, 'not-found', 'there are POST /operations/<name>, GET /operations and GET /state');
  if (!isOperationName(name)) {
    const meant = nearMiss(name, OPERATION_NAMES);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    return failure(
      404,
      'unknown-operation',
      `${name} is not an operation; there are ${OPERATION_NAMES.join(', ')}${hint}`,
    );
  }
  if (request.method !== 'POST') return failure(405, 'method-not-allowed', `POST /operations/${name}`);
  let body: unknown;
  if (isDeep(request.body)) {
    return failure(400, 'bad-request', `the body is nested more than ${MOST_DEPTH} levels deep`);
  }
  try {
    body = request.body === '' ? {} : JSON.parse(request.body);
  } catch (error) {
    return failure(400, 'bad-request', `the body is not JSON: ${(error as Error).message}`);
  }
  try {
    const operation = readOperation(name, amendedBody(operations.amendments ?? [], name, body), operations.vocabulary);
    const done = operations.deaf ? null : operations.apply(operation);
    if (done != null) {
      const later = done.then(failed => (failed === null ? accepted(name) : failure(502, 'failed', failed)));
      return { ...accepted(name), later };
    }
  } catch (error) {
    if (!(error instanceof InputErrors)) throw error;
    return failure(400, 'bad-request', error.message, error.problems);
  }
  return accepted(name);
}

function accepted(name: OperationName): ControlReply {
  return { status: 202, value: { operation: name, accepted: true } };
}

function listing(vocabulary: Vocabulary): { name: OperationName; does: string; body: object }[] {
  return CATALOGUE.map(({ name, does, body }) => {
    const { $schema: _, ...schema } = z.toJSONSchema(body(vocabulary), { io: 'input' });
    return { name, does, body: schema };
  });
}

function failure(status: number, code: string, message: string, problems: readonly Problem[] = []): ControlReply {
  return { status, value: { error: { code, message, problems } } };
}

/** Compares digests: how long that takes tells nothing of the token. */
function isBearer(header: string | undefined, token: string): boolean {
  const [given, wanted] = [header?.replace(/^Bearer /i, '') ?? '', token].map(text => sha256(utf8ToBytes(text)));
  return String(given) === String(wanted);
}
