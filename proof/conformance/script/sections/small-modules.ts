import { expect } from 'vitest';
import type { Section } from '../case.ts';

/** An iteration that throws: counted, logged, and reason enough to doubt the run. */
const FAILS = { exit: 90, reasons: expect.anything(), logged: expect.anything() };

export const SMALL_MODULES: Section = {
  section: 'k6-contract §1 k6/data, k6/timers, k6/encoding, k6/crypto',
  cases: [
    {
      shows: 'SharedArray: built once, an array for reading',
      files: { 'users.json': '[{"name":"ann"},{"name":"bob"},{"name":"eve"}]' },
      script: `
        import { SharedArray } from 'k6/data';
        import { check } from 'k6';
        let built = 0;
        const users = new SharedArray('users', function () { built++; return JSON.parse(open('./users.json')); });
        export const options = { vus: 3, iterations: 3 };
        export default function () {
          check(users, {
            length: u => u.length === 3,
            index: u => u[1].name === 'bob',
            methods: u => u.map(x => x.name).join() === 'ann,bob,eve' && u.find(x => x.name === 'eve') === u[2],
            loops: u => { let n = 0; for (const _ of u) n++; return n === 3; },
            'built at most once': () => built <= 1,
          });
        }`,
    },
    {
      shows: 'SharedArray: writes throw',
      script: `
        import { SharedArray } from 'k6/data';
        import { check } from 'k6';
        const list = new SharedArray('list', () => [{ n: 1 }]);
        const throws = f => { try { f(); } catch (e) { return true; } return false; };
        export default function () {
          check(list, {
            element: l => throws(() => { l[0] = 2; }),
            inside: l => throws(() => { l[0].n = 2; }),
            push: l => throws(() => l.push(3)),
            unchanged: l => l.length === 1 && l[0].n === 1,
          });
        }`,
    },
    {
      shows: 'SharedArray: only in the init context, only of arrays',
      script: `
        import { SharedArray } from 'k6/data';
        try { new SharedArray('x', () => 5); throw new Error('accepted'); } catch (e) { if (!e.message.includes('must give an array')) throw e; }
        export default function () { new SharedArray('late', () => []); }`,
      expect: { ...FAILS, exceptions: [{ text: expect.stringContaining('works only in the init context') }] },
    },
    {
      shows: 'timers, global and imported: the iteration waits for them',
      script: `
        import { setTimeout as later, clearTimeout as never, setInterval as often, clearInterval as stop } from 'k6/timers';
        import { check } from 'k6';
        export default function () {
          const seen = [];
          later(() => seen.push('b'), 200);
          setTimeout(word => seen.push(word), 100, 'a');
          never(later(() => seen.push('never'), 50));
          let times = 0;
          const id = often(() => { if (++times === 3) { stop(id); check(seen, { 'in order': s => s.join('') === 'ab' }); } }, 150);
        }`,
      expect: { metrics: { checks: { passes: 1 }, iteration_duration: { avg: 450 } } },
    },
    {
      shows: 'timers in promises',
      script: `
        import { check } from 'k6';
        const wait = ms => new Promise(done => setTimeout(done, ms));
        export default async function () {
          const begin = Date.now();
          await wait(300);
          await Promise.all([wait(100), wait(200)]);
          check(Date.now() - begin, { 'half a second': ms => ms === 500 });
        }`,
      expect: { metrics: { iteration_duration: { avg: 500 } } },
    },
    {
      shows: 'encoding: base64 in its variants',
      script: `
        import { b64encode, b64decode } from 'k6/encoding';
        import encoding from 'k6/encoding';
        import { check } from 'k6';
        export default function () {
          check(null, {
            std: () => b64encode('subjects?_d=1') === 'c3ViamVjdHM/X2Q9MQ==',
            rawstd: () => b64encode('subjects?_d=1', 'rawstd') === 'c3ViamVjdHM/X2Q9MQ',
            url: () => encoding.b64encode('subjects?_d=1', 'url') === 'c3ViamVjdHM_X2Q9MQ==',
            rawurl: () => b64encode('subjects?_d=1', 'rawurl') === 'c3ViamVjdHM_X2Q9MQ',
            bytes: () => b64encode(new Uint8Array([255, 254]).buffer) === '//4=',
            text: () => b64decode('aGVsbG8=', 'std', 's') === 'hello',
            'array buffer': () => new Uint8Array(b64decode('aGVsbG8'  + '='))[1] === 101,
          });
        }`,
    },
    {
      shows: 'crypto: digests',
      script: `
        import crypto, { md5, sha1, sha256, sha512, hmac } from 'k6/crypto';
        import { check } from 'k6';
        export default function () {
          check(null, {
            md5: () => md5('hello world!', 'hex') === 'fc3ff98e8c6a0d3087d515c0473f8677',
            sha1: () => sha1('hello world!', 'hex') === '430ce34d020724ed75a196dfc2ad67c77772d169',
            sha256: () => sha256('hello world!', 'hex') === '7509e5bda0c762d2bac7f90d758b5b2263fa01ccbc542ab5e3df163be08e6ca9',
            'sha512 length': () => sha512('x', 'hex').length === 128,
            hmac: () => hmac('sha256', 'a secret', 'my data', 'hex') === '82f669c8fde13aef6d6977257588dc4953dfac505428f8fd6b52e19cd96d7ea5',
            base64: () => md5('hello world!', 'base64') === '/D/5joxqDTCH1RXARz+Gdw==',
            binary: () => new Uint8Array(md5('x', 'binary')).length === 16,
            default: () => crypto.md5('x', 'hex') === md5('x', 'hex'),
          });
        }`,
    },
    {
      shows: 'crypto: hashers that are fed bit by bit, random bytes',
      script: `
        import { createHash, createHMAC, ripemd160, randomBytes, sha256 } from 'k6/crypto';
        import { check } from 'k6';
        export default function () {
          const hash = createHash('sha256');
          hash.update('hello ');
          hash.update('world!');
          const mac = createHMAC('sha1', 'key');
          mac.update('data');
          check(null, {
            hash: () => hash.digest('hex') === sha256('hello world!', 'hex'),
            hmac: () => mac.digest('hex') === '104152c5bfdca07bc633eebd46199f0255c9f49d',
            random: () => new Uint8Array(randomBytes(7)).length === 7,
            ripemd: () => ripemd160('abc', 'hex') === '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc',
          });
        }`,
    },
  ],
};
