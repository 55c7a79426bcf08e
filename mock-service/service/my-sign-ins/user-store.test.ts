import { describe, expect, test } from 'vitest';
import { EPOCH_MS, TestService } from './test-service.ts';
import { KEPT_SIGN_INS } from './user-record.ts';

const ISSUE = { operation: 'issue-pass', id: '', body: '{"isUsableOnce":true}' };

describe('UserStore', () => {
  test('knows the users that there are', () => {
    const { store } = new TestService(10);
    expect(store.read(9)?.user).toBe(9);
    expect(store.read(10)).toBeNull();
  });

  test('never changes a record that it has given out', () => {
    const { store } = new TestService();
    const before = store.read(1);
    const copy = structuredClone(before);
    store.execute(1, ISSUE, 0);
    expect(before).toEqual(copy);
    expect(store.read(1)).not.toEqual(copy);
  });

  test('a refused write leaves the record as it was', () => {
    const { store } = new TestService();
    const before = store.read(1);
    expect(store.execute(1, { operation: 'add-phone', id: '', body: '{}' }, 0).status).toBe(400);
    expect(store.read(1)).toEqual(before);
  });

  test("times are the epoch's plus the clock's", () => {
    const { store } = new TestService();
    store.execute(1, ISSUE, 1234);
    expect(store.read(1)?.pass?.createdMs).toBe(EPOCH_MS + 1234);
  });

  test('an operation that does not exist is a mistake of ours', () => {
    const { store } = new TestService();
    expect(() => store.execute(1, { operation: 'list-methods' }, 0)).toThrow(
      'no write operation is called "list-methods"',
    );
  });

  test('a record does not grow without end', () => {
    const { store } = new TestService();
    for (let i = 0; i < KEPT_SIGN_INS + 10; i++) {
      store.execute(1, ISSUE, i);
      const body = JSON.stringify({ temporaryAccessPass: store.read(1)?.pass?.text });
      expect(store.execute(1, { operation: 'redeem-pass', id: '', body }, i).status).toBe(200);
    }
    const signIns = store.read(1)?.signIns ?? [];
    expect(signIns).toHaveLength(KEPT_SIGN_INS);
    expect(signIns[0]?.createdMs).toBe(EPOCH_MS + KEPT_SIGN_INS + 9);
  });
});
