import { expect, test } from 'vitest';
import { digestAnswer } from './digest-auth.ts';

// RFC 7616 §3.9.1.
const REQUEST = {
  ...{ method: 'GET', path: '/dir/index.html', userInfo: 'Mufasa:Circle of Life' },
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};
const CHALLENGE =
  'Digest realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ' +
  'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

test.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
])('%s', (algorithm, response) => {
  const answer = digestAnswer(`${CHALLENGE}, algorithm=${algorithm}`, REQUEST);
  expect(answer).toContain(`response="${response}"`);
  expect(answer).toMatch(
    /^Digest username="Mufasa", realm="http-auth@example\.org", .*qop=auth, nc=00000001, cnonce="/,
  );
});

test.each(['Basic realm="x"', 'Digest realm="x", nonce="y", qop="auth-int"', 'Digest nonce="y", algorithm=WHIRLPOOL'])(
  'none for %s',
  challenge => expect(digestAnswer(challenge, REQUEST)).toBeNull(),
);
