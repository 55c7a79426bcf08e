import { ok } from './answer.ts';
import { dateTime } from './authentication-method.ts';
import type { Content } from './content.ts';
import { GraphError } from './graph-error.ts';
import { jsonBody } from './json-body.ts';
import { type ReadOperation, refused, type WriteOperation } from './operation.ts';
import type { SignIn } from './sign-in.ts';
import { usabilityOf } from './temporary-access-pass.ts';
import { KEPT_SIGN_INS, type UserRecord } from './user-record.ts';

/** Entra's error numbers and texts. */
const REFUSALS = {
  incorrect: 'AADSTS130503: Your Temporary Access Pass is incorrect.',
  NotYetValid: 'AADSTS130504: Your Temporary Access Pass is not valid yet.',
  Expired: 'AADSTS130505: Your Temporary Access Pass has expired.',
  OneTimeUsed: 'AADSTS130506: Your Temporary Access Pass has already been redeemed.',
} as const;

/**
 * `POST /signin {temporaryAccessPass}`: the way in while methods cannot be registered. A pass for many uses needs only a read of
 * the user's record, so it works from a warm cache with the directory down, and its use leaves no trace in the recent activity (a
 * trace would be a write). A pass for one use must be used up where everybody sees it: that takes a write, after the read, and
 * without the directory it does not let anybody in. Hence: for emergencies issue passes for many uses.
 */
export const signInWithPass: ReadOperation = {
  kind: 'read',
  name: 'sign-in',
  answer(record, request, content, nowMs) {
    const text = passIn(request.body, record, content);
    return text instanceof GraphError ? text : (refusal(record, text, nowMs) ?? signedIn(record, content, nowMs));
  },
  followUp: ({ pass }, { body }) => (pass?.usableOnce ? { operation: redeemPass.name, id: '', body } : null),
};

/** The write behind `signInWithPass` for a pass for one use. The directory's record decides, whatever a cache said. */
export const redeemPass: WriteOperation = {
  kind: 'write',
  name: 'redeem-pass',
  execute(record, command, content, nowMs) {
    const text = passIn(command.body, record, content);
    if (text instanceof GraphError) return refused(record, text);
    const refusedWith = refusal(record, text, nowMs);
    if (refusedWith !== null || record.pass === null) return refused(record, refusedWith ?? rejected('incorrect'));
    const { user, writes, pass } = record;
    const [last] = content.defaults.signInsOf(record) as [SignIn];
    const signIn: SignIn = {
      ...last,
      id: content.ids.guid(user, writes),
      createdMs: nowMs,
      appDisplayName: 'My Sign-Ins',
      conditionalAccessStatus: 'success',
      errorCode: 0,
      failureReason: 'Other.',
    };
    const signIns = [signIn, ...record.signIns].slice(0, KEPT_SIGN_INS);
    return {
      record: { ...record, writes: writes + 1, pass: { ...pass, used: pass.usableOnce }, signIns },
      answer: signedIn(record, content, nowMs),
    };
  },
};

function passIn(body: string, record: UserRecord, content: Content): string | GraphError {
  const fields = jsonBody(body, ['temporaryAccessPass', 'userPrincipalName']);
  if (fields instanceof GraphError) return fields;
  const { temporaryAccessPass, userPrincipalName = content.users.nameOf(record.user) } = fields;
  if (typeof temporaryAccessPass !== 'string' || temporaryAccessPass === '') {
    return new GraphError('invalidRequest', 'temporaryAccessPass must be the passcode.');
  }
  if (typeof userPrincipalName !== 'string' || content.users.numberOf(userPrincipalName) !== record.user) {
    const message = `This request is ${content.users.nameOf(record.user)}'s (by its token or x-user header), not ${userPrincipalName}'s.`;
    return new GraphError('invalidRequest', message);
  }
  return temporaryAccessPass;
}

function refusal(record: UserRecord, text: string, nowMs: number): GraphError | null {
  if (record.pass === null || record.pass.text !== text) return rejected('incorrect');
  const usability = usabilityOf(record.pass, nowMs);
  return usability === 'EnabledByPolicy' ? null : rejected(usability);
}

function rejected(why: keyof typeof REFUSALS): GraphError {
  return new GraphError('temporaryAccessPassRejected', REFUSALS[why]);
}

function signedIn(record: UserRecord, content: Content, nowMs: number) {
  return ok({
    userId: content.users.idOf(record.user),
    userPrincipalName: content.users.nameOf(record.user),
    authenticationMethod: 'temporaryAccessPass',
    signedInDateTime: dateTime(nowMs),
  });
}
