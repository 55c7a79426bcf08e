import { created, NO_CONTENT, ok, View } from './answer.ts';
import { dateTime } from './authentication-method.ts';
import type { Content } from './content.ts';
import { GraphError } from './graph-error.ts';
import { jsonBody } from './json-body.ts';
import { contextOf, idOf, noMethod } from './method-reference.ts';
import { refuseOptions } from './odata.ts';
import { type ReadOperation, refused, type WriteOperation } from './operation.ts';
import type { UserRecord } from './user-record.ts';

/** A passcode that lets a user in for a while without any other method. A user has one at most. */
export interface TemporaryAccessPass {
  readonly id: string;
  /** The passcode itself. */
  readonly text: string;
  /** Unix times, ms. */
  readonly createdMs: number;
  readonly startMs: number;
  readonly lifetimeMinutes: number;
  readonly usableOnce: boolean;
  /** Whether it has been used up. */
  readonly used: boolean;
}

/** Graph's names for why a pass is usable or not. */
export type PassUsability = 'EnabledByPolicy' | 'NotYetValid' | 'Expired' | 'OneTimeUsed';

export const LIFETIME_MINUTES = { least: 10, most: 43_200, usual: 60 } as const;
const PASS_LENGTH = 8;

export function usabilityOf(pass: TemporaryAccessPass, nowMs: number): PassUsability {
  if (pass.used) return 'OneTimeUsed';
  if (nowMs >= pass.startMs + pass.lifetimeMinutes * 60_000) return 'Expired';
  return nowMs < pass.startMs ? 'NotYetValid' : 'EnabledByPolicy';
}

/** A pass as Graph shows it: the passcode itself only when it is issued. */
export function passDocument(pass: TemporaryAccessPass, nowMs: number, text: string | null = null): object {
  const usability = usabilityOf(pass, nowMs);
  return {
    '@odata.type': '#microsoft.graph.temporaryAccessPassAuthenticationMethod',
    id: pass.id,
    temporaryAccessPass: text,
    createdDateTime: dateTime(pass.createdMs),
    startDateTime: dateTime(pass.startMs),
    lifetimeInMinutes: pass.lifetimeMinutes,
    isUsableOnce: pass.usableOnce,
    isUsable: usability === 'EnabledByPolicy',
    methodUsabilityReason: usability,
  };
}

/** `POST …/temporaryAccessPassMethods`: a new pass replaces the old. */
export const issuePass: WriteOperation = {
  kind: 'write',
  name: 'issue-pass',
  execute(record, command, content, nowMs) {
    const terms = termsIn(command.body, nowMs);
    if (terms instanceof GraphError) return refused(record, terms);
    const { user, writes } = record;
    const id = content.ids.guid(user, writes);
    const text = content.ids.readable(user, writes, PASS_LENGTH);
    const pass: TemporaryAccessPass = { id, text, createdMs: nowMs, ...terms, used: false };
    const context = contextOf(record, content, 'temporaryAccessPassMethods/$entity');
    return {
      record: { ...record, writes: writes + 1, pass },
      answer: created({ ...context, ...passDocument(pass, nowMs, text) }),
    };
  },
};

type Terms = Pick<TemporaryAccessPass, 'startMs' | 'lifetimeMinutes' | 'usableOnce'>;

function termsIn(text: string, nowMs: number): Terms | GraphError {
  const body = jsonBody(text, ['startDateTime', 'lifetimeInMinutes', 'isUsableOnce']);
  if (body instanceof GraphError) return body;
  const { startDateTime = null, lifetimeInMinutes = null, isUsableOnce = null } = body;
  const { least, most, usual } = LIFETIME_MINUTES;
  const lifetimeMinutes = lifetimeInMinutes ?? usual;
  if (!Number.isInteger(lifetimeMinutes) || (lifetimeMinutes as number) < least || (lifetimeMinutes as number) > most) {
    const message = `Invalid lifetimeInMinutes ${JSON.stringify(lifetimeMinutes)}: it must be a whole number from ${least} to ${most}.`;
    return new GraphError('invalidRequest', message);
  }
  const usableOnce = isUsableOnce ?? false;
  if (typeof usableOnce !== 'boolean') {
    return new GraphError(
      'invalidRequest',
      `Invalid isUsableOnce ${JSON.stringify(usableOnce)}: it must be true or false.`,
    );
  }
  const startMs = startDateTime === null ? nowMs : startIn(startDateTime);
  if (Number.isNaN(startMs)) {
    const message = `Invalid startDateTime ${JSON.stringify(startDateTime)}: it must look like "2026-06-05T00:00:00Z".`;
    return new GraphError('invalidRequest', message);
  }
  if (startMs + (lifetimeMinutes as number) * 60_000 <= nowMs) {
    const message = `The pass would have expired already: startDateTime ${JSON.stringify(startDateTime)} with ${lifetimeMinutes} minutes.`;
    return new GraphError('invalidRequest', message);
  }
  return { startMs, lifetimeMinutes: lifetimeMinutes as number, usableOnce };
}

/** An OData DateTimeOffset as Unix time in ms; NaN if it is none. */
function startIn(text: unknown): number {
  const isOne = typeof text === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  return isOne ? Date.parse(text) : Number.NaN;
}

export const listPasses: ReadOperation = {
  kind: 'read',
  name: 'list-passes',
  answer: (record, request, content, nowMs) =>
    refuseOptions(request.path) ?? new View(renderPasses, record, content, nowMs),
};

function renderPasses(record: UserRecord, content: Content, nowMs: number): object {
  const value = record.pass === null ? [] : [passDocument(record.pass, nowMs)];
  return { ...contextOf(record, content, 'temporaryAccessPassMethods'), value };
}

export const getPass: ReadOperation = {
  kind: 'read',
  name: 'get-pass',
  answer(record, request, content, nowMs) {
    const error = refuseOptions(request.path);
    if (error !== null) return error;
    const id = idOf(request.params.id);
    if (record.pass?.id !== id) return noMethod(id);
    const context = contextOf(record, content, 'temporaryAccessPassMethods/$entity');
    return ok({ ...context, ...passDocument(record.pass, nowMs) });
  },
};

export const deletePass: WriteOperation = {
  kind: 'write',
  name: 'delete-pass',
  execute(record, command) {
    const id = idOf(command.id);
    if (record.pass?.id !== id) return refused(record, noMethod(id));
    return { record: { ...record, writes: record.writes + 1, pass: null }, answer: NO_CONTENT };
  },
};
