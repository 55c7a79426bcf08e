import { created } from './answer.ts';
import { type AuthenticationMethod, methodDocument, PHONE_IDS, type PhoneType } from './authentication-method.ts';
import { GraphError } from './graph-error.ts';
import { jsonBody } from './json-body.ts';
import { contextOf } from './method-reference.ts';
import { refused, type WriteOperation } from './operation.ts';

/** `+{country code} {number}x{extension}`, the extension optional. */
const PHONE_NUMBER = /^\+[1-9]\d{0,2} \d{4,14}(x\d{1,8})?$/;

/** `POST …/phoneMethods`: one phone of each type, so three at most; an alternate one only beside a mobile one. */
export const addPhone: WriteOperation = {
  kind: 'write',
  name: 'add-phone',
  execute(record, command, content, nowMs) {
    const phone = phoneIn(command.body);
    if (phone instanceof GraphError) return refused(record, phone);
    const { phoneNumber, phoneType } = phone;
    const methods = content.defaults.methodsOf(record);
    const types = methods.map(method => (method.kind === 'phone' ? method.phoneType : null));
    if (types.includes(phoneType)) {
      const message = `The user has a phone of type '${phoneType}' already: one of each type, three at most.`;
      return refused(record, new GraphError('invalidRequest', message));
    }
    if (phoneType === 'alternateMobile' && !types.includes('mobile')) {
      const message = "A phone of type 'alternateMobile' needs one of type 'mobile' beside it.";
      return refused(record, new GraphError('invalidRequest', message));
    }
    const id = PHONE_IDS[phoneType];
    const method: AuthenticationMethod = { kind: 'phone', id, createdMs: nowMs, phoneNumber, phoneType };
    return {
      record: { ...record, writes: record.writes + 1, methods: [...methods, method] },
      answer: created({ ...contextOf(record, content, 'phoneMethods/$entity'), ...methodDocument(method) }),
    };
  },
};

function phoneIn(text: string): { phoneNumber: string; phoneType: PhoneType } | GraphError {
  const body = jsonBody(text, ['phoneNumber', 'phoneType']);
  if (body instanceof GraphError) return body;
  const { phoneNumber, phoneType } = body;
  if (typeof phoneNumber !== 'string' || !PHONE_NUMBER.test(phoneNumber)) {
    const message = `Invalid phoneNumber ${JSON.stringify(phoneNumber) ?? '(none)'}: it must look like "+1 2065550100" or "+1 2065550100x12".`;
    return new GraphError('invalidRequest', message);
  }
  if (typeof phoneType !== 'string' || !Object.hasOwn(PHONE_IDS, phoneType)) {
    const message = `Invalid phoneType ${JSON.stringify(phoneType) ?? '(none)'}: it must be mobile, alternateMobile or office.`;
    return new GraphError('invalidRequest', message);
  }
  return { phoneNumber, phoneType: phoneType as PhoneType };
}
