/** The kinds of methods that a user may have here, by the name of their collection in Graph. A pass is kept apart. */
export const COLLECTIONS = {
  password: 'passwordMethods',
  phone: 'phoneMethods',
  softwareOath: 'softwareOathMethods',
  microsoftAuthenticator: 'microsoftAuthenticatorMethods',
  fido2: 'fido2Methods',
} as const;

export type MethodKind = keyof typeof COLLECTIONS;

/** Every user has one password, under Graph's fixed id. */
export const PASSWORD_ID = '28c10230-6103-485e-b985-444c60001490';

/** Graph's fixed ids: a user has at most one phone of each type, so three at most. */
export const PHONE_IDS = {
  mobile: '3179e48a-750b-4051-897c-87b9720928f7',
  alternateMobile: 'b6332ec1-7057-4abe-9331-3d72feddfe41',
  office: 'e37fc753-ff3b-4958-9484-eaa9425c82bc',
} as const;

export type PhoneType = keyof typeof PHONE_IDS;

interface Registered {
  readonly id: string;
  /** Unix time, ms. */
  readonly createdMs: number;
}

export type AuthenticationMethod =
  | (Registered & { readonly kind: 'password' | 'softwareOath' })
  | (Registered & { readonly kind: 'phone'; readonly phoneNumber: string; readonly phoneType: PhoneType })
  | (Registered & { readonly kind: 'microsoftAuthenticator' | 'fido2'; readonly displayName: string });

/** A method as Graph shows it. */
export function methodDocument(method: AuthenticationMethod): object {
  const type = { '@odata.type': `#microsoft.graph.${method.kind}AuthenticationMethod`, id: method.id };
  const createdDateTime = dateTime(method.createdMs);
  switch (method.kind) {
    case 'password':
      return { ...type, password: null, createdDateTime };
    case 'phone': {
      const { phoneNumber, phoneType } = method;
      const smsSignInState = phoneType === 'mobile' ? 'ready' : 'notSupported';
      return { ...type, phoneNumber, phoneType, smsSignInState, createdDateTime };
    }
    case 'softwareOath':
      return { ...type, secretKey: null, createdDateTime };
    case 'microsoftAuthenticator': {
      const { displayName } = method;
      return {
        ...type,
        displayName,
        deviceTag: 'SoftwareTokenActivated',
        phoneAppVersion: '6.2605.3',
        createdDateTime,
      };
    }
    case 'fido2': {
      const model = { aaGuid: '2fc0579f-8113-47ea-b116-bb5a8db9202a', model: 'YubiKey 5 Series with NFC' };
      const { displayName } = method;
      return { ...type, displayName, createdDateTime, ...model, attestationLevel: 'attested' };
    }
  }
}

/** Unix time in ms as OData writes it. */
export function dateTime(ms: number): string {
  return new Date(ms).toISOString();
}
