import { hashText, mix, uniform } from '../../time/random.ts';
import { guidOf } from '../guid.ts';
import { type AuthenticationMethod, PASSWORD_ID, PHONE_IDS } from './authentication-method.ts';
import type { SignIn } from './sign-in.ts';
import type { UserRecord } from './user-record.ts';

const DAY_MS = 86_400_000;
const KEY = hashText('default-content');
/** What a user's sign-ins are drawn from; documentation addresses only (RFC 5737). */
const APPS = ['My Sign-Ins', 'Office 365', 'Microsoft Teams', 'Outlook', 'Azure Portal', 'SharePoint Online'] as const;
const PLACES = [
  ['Amsterdam', 'NL'],
  ['Berlin', 'DE'],
  ['Dublin', 'IE'],
  ['Madrid', 'ES'],
  ['Paris', 'FR'],
  ['Warsaw', 'PL'],
] as const;

/**
 * What users have before anything happens in the drill: a password, up to four methods, and 8 to 24 sign-ins. A function of the
 * user's number and of when the drill began, made when it is looked at.
 */
export class DefaultContent {
  #epochMs: number;

  /** @param epochMs the Clock's zero as Unix time, ms: nothing of this is younger */
  constructor(epochMs: number) {
    this.#epochMs = epochMs;
  }

  /** The user's methods as they are now: the default ones until the first write. */
  methodsOf(record: UserRecord): readonly AuthenticationMethod[] {
    if (record.methods !== null) return record.methods;
    const { user } = record;
    const key = mix(KEY, user);
    const createdMs = this.#epochMs - Math.floor((30 + 700 * uniform(mix(key, 1))) * DAY_MS);
    const methods: AuthenticationMethod[] = [{ kind: 'password', id: PASSWORD_ID, createdMs }];
    const has = mix(key, 2) & 15;
    if ((has & 3) !== 0) {
      // Numbers reserved for fiction (555-0100 … 555-0199).
      const phoneNumber = `+1 206555${String(100 + (user % 100)).padStart(4, '0')}`;
      methods.push({ kind: 'phone', id: PHONE_IDS.mobile, createdMs, phoneNumber, phoneType: 'mobile' });
    }
    if ((has & 6) !== 0) {
      const id = guidOf(mix(key, 3));
      methods.push({ kind: 'microsoftAuthenticator', id, createdMs, displayName: `Phone of user ${user}` });
    }
    if ((has & 8) !== 0) methods.push({ kind: 'softwareOath', id: guidOf(mix(key, 4)), createdMs });
    if (has === 15) methods.push({ kind: 'fido2', id: guidOf(mix(key, 5)), createdMs, displayName: 'Security key' });
    return methods;
  }

  /** The user's sign-ins, newest first. */
  signInsOf(record: UserRecord): readonly SignIn[] {
    const key = mix(mix(KEY, record.user), 6);
    const count = 8 + ((mix(key, 0) >>> 0) % 17);
    const home = PLACES[(mix(key, 1) >>> 0) % PLACES.length] as (typeof PLACES)[number];
    const signIns = [...record.signIns];
    let createdMs = this.#epochMs;
    for (let i = 0; i < count; i++) {
      const draw = mix(key, 2 + i);
      createdMs -= Math.floor((0.01 + 0.9 * uniform(draw)) * DAY_MS);
      const failed = (draw & 15) === 0;
      signIns.push({
        id: guidOf(draw),
        createdMs,
        appDisplayName: APPS[(draw >>> 4) % APPS.length] as string,
        ipAddress: `192.0.2.${1 + ((draw >>> 8) % 254)}`,
        clientAppUsed: 'Browser',
        conditionalAccessStatus: failed ? 'failure' : 'success',
        errorCode: failed ? 50_126 : 0,
        failureReason: failed ? 'Error validating credentials due to invalid username or password.' : 'Other.',
        city: home[0],
        countryOrRegion: home[1],
      });
    }
    return signIns;
  }
}
