import { dateTime } from './authentication-method.ts';
import type { Users } from './users.ts';

/** One entry of a user's recent activity. */
export interface SignIn {
  readonly id: string;
  /** Unix time, ms. */
  readonly createdMs: number;
  readonly appDisplayName: string;
  readonly ipAddress: string;
  readonly clientAppUsed: string;
  readonly conditionalAccessStatus: 'success' | 'failure' | 'notApplied';
  /** 0 = signed in. */
  readonly errorCode: number;
  readonly failureReason: string;
  readonly city: string;
  readonly countryOrRegion: string;
}

/** The user's part of a sign-in as Graph shows it. */
export function signInUser(user: number, users: Users) {
  return { userDisplayName: displayName(user), userPrincipalName: users.nameOf(user), userId: users.idOf(user) };
}

/** A sign-in as Graph shows it. */
export function signInDocument(signIn: SignIn, user: ReturnType<typeof signInUser>): object {
  const { id, createdMs, appDisplayName, ipAddress, clientAppUsed, conditionalAccessStatus } = signIn;
  return {
    id,
    createdDateTime: dateTime(createdMs),
    ...user,
    appDisplayName,
    ipAddress,
    clientAppUsed,
    conditionalAccessStatus,
    status: { errorCode: signIn.errorCode, failureReason: signIn.failureReason },
    location: { city: signIn.city, countryOrRegion: signIn.countryOrRegion },
  };
}

export function displayName(user: number): string {
  return `User ${user}`;
}
