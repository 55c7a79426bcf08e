import { Secret, TOTP } from 'otpauth';
import { created, NO_CONTENT } from './answer.ts';
import type { AuthenticationMethod } from './authentication-method.ts';
import { GraphError } from './graph-error.ts';
import { jsonBody } from './json-body.ts';
import { contextOf, idOf, noMethod } from './method-reference.ts';
import { refused, type WriteOperation } from './operation.ts';

/** A registration that waits for its first code. */
export interface PendingApp {
  readonly id: string;
  /** Base32, as the app takes it. */
  readonly secret: string;
  /** Unix time, ms. */
  readonly createdMs: number;
  /** Wrong codes in a row. */
  readonly wrongCodes: number;
  /** No code is looked at before; Unix time, ms. */
  readonly lockedUntilMs: number;
}

/** How long a registration waits for its first code. */
export const PENDING_MS = 600_000;
/** Apps that a user may have, registrations under way included (Entra's limit). */
export const MAX_APPS = 5;
/** Wrong codes in a row after which none is looked at for `LOCKED_MS`: RFC 4226 §7.3 asks for such a throttle. */
const WRONG_CODES = 5;
export const LOCKED_MS = 30_000;
/** Bytes of a secret: SHA-1's 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;

/** `POST …/softwareOathMethods`: gives the secret. The app is a method once `activateApp` has seen a right code. */
export const startApp: WriteOperation = {
  kind: 'write',
  name: 'start-app',
  execute(record, command, content, nowMs) {
    const body = jsonBody(command.body, ['secretKey', 'displayName']);
    if (body instanceof GraphError) return refused(record, body);
    if (body.secretKey !== undefined && body.secretKey !== null) {
      return refused(record, new GraphError('invalidRequest', 'The secretKey is made here: leave it out or null.'));
    }
    const pending = record.pending.filter(app => isWaiting(app, nowMs));
    const apps = content.defaults.methodsOf(record).filter(method => method.kind === 'softwareOath');
    if (apps.length + pending.length >= MAX_APPS) {
      const message = `The user has ${apps.length} authenticator apps and ${pending.length} registrations under way: ${MAX_APPS} at most.`;
      return refused(record, new GraphError('invalidRequest', message));
    }
    const { user, writes } = record;
    const id = content.ids.guid(user, writes);
    const secret = new Secret({ buffer: content.ids.bytes(user, writes, SECRET_BYTES).buffer }).base32;
    const app: PendingApp = { id, secret, createdMs: nowMs, wrongCodes: 0, lockedUntilMs: 0 };
    return {
      record: { ...record, writes: writes + 1, pending: [...pending, app] },
      answer: created({
        ...contextOf(record, content, 'softwareOathMethods/$entity'),
        '@odata.type': '#microsoft.graph.softwareOathAuthenticationMethod',
        id,
        secretKey: secret,
      }),
    };
  },
};

/** `POST …/softwareOathMethods/{id}/activate {verificationCode}`: the registration's second step. */
export const activateApp: WriteOperation = {
  kind: 'write',
  name: 'activate-app',
  execute(record, command, content, nowMs) {
    const body = jsonBody(command.body, ['verificationCode']);
    if (body instanceof GraphError) return refused(record, body);
    const id = idOf(command.id);
    const app = record.pending.find(app => app.id === id && isWaiting(app, nowMs));
    if (app === undefined) return refused(record, noMethod(id));
    if (nowMs < app.lockedUntilMs) {
      const retryAfterS = Math.ceil((app.lockedUntilMs - nowMs) / 1000);
      return refused(
        record,
        new GraphError('activityLimitReached', 'Too many wrong codes: try again later.', retryAfterS),
      );
    }
    const code = body.verificationCode;
    const others = record.pending.filter(other => other !== app);
    if (typeof code !== 'string' || !isRightCode(app.secret, code, nowMs)) {
      const wrongCodes = (app.wrongCodes + 1) % WRONG_CODES;
      const lockedUntilMs = wrongCodes === 0 ? nowMs + LOCKED_MS : 0;
      return {
        record: { ...record, writes: record.writes + 1, pending: [...others, { ...app, wrongCodes, lockedUntilMs }] },
        answer: new GraphError(
          'invalidVerificationCode',
          'The verificationCode must be the six digits that the app shows now.',
        ),
      };
    }
    // The secret has done its work: nobody signs in with codes here.
    const method: AuthenticationMethod = { kind: 'softwareOath', id, createdMs: nowMs };
    const methods = [...content.defaults.methodsOf(record), method];
    return { record: { ...record, writes: record.writes + 1, methods, pending: others }, answer: NO_CONTENT };
  },
};

/** RFC 6238 with an authenticator app's defaults (SHA-1, 30 s, six digits), one step of skew either way. */
export function isRightCode(secretBase32: string, code: string, nowMs: number): boolean {
  const secret = Secret.fromBase32(secretBase32);
  return /^\d{6}$/.test(code) && TOTP.validate({ token: code, secret, timestamp: nowMs, window: 1 }) !== null;
}

function isWaiting(app: PendingApp, nowMs: number): boolean {
  return nowMs < app.createdMs + PENDING_MS;
}
