import { expect } from 'vitest';
import { LIVE_MODULES, SUPPORTED_MODULES, whyLiveAlone } from '../../../../harness/script/compile/k6-surface.ts';
import type { Case, Section } from '../case.ts';

/** What is refused before anything starts: what the message must say. */
export function refused(shows: string, script: string, ...problems: unknown[]): Case {
  return { shows, script, expect: { exit: 104, problems, arrived: [] } };
}

const WHY: Readonly<Record<string, string>> = {
  'k6/browser': ': it drives a browser, and users are requests here',
  'k6/experimental/fs': ': experimental modules change from one version of k6 to the next',
  'k6/x/sql': ': it is an extension that is compiled into k6',
};
const SUPPORTED = `supported: ${SUPPORTED_MODULES.join(', ')}`;
const K6_RUNS_IT = 'k6 itself runs scripts that need it: write one plain module for it with `headroom bundle`';
/** Cases are virtual drills. */
const liveAlone = (module: string, place: string) =>
  `${place}: the module ${module} works in live drills alone: ${whyLiveAlone(module, 'virtual')}; ${K6_RUNS_IT}`;
const unsupported = (module: string, place: string) =>
  `${place}: the module ${module} is not supported here${WHY[module]} (${SUPPORTED}); ${K6_RUNS_IT}`;

const FALLBACK = '; if k6 has it, k6 itself runs the script: see `headroom bundle`';

export const REFUSALS: Section = {
  section: 'k6-contract §1 refusals: what is not ours',
  cases: [
    ...['k6/browser', 'k6/experimental/fs', 'k6/x/sql'].map(module =>
      refused(
        `the module ${module}`,
        `import http from 'k6/http';\nimport x from '${module}';\nexport default function () { http.get(x); }`,
        unsupported(module, 'script.js:2:15'),
      ),
    ),
    ...LIVE_MODULES.map(module =>
      refused(
        `the module ${module}, on a virtual clock`,
        `import http from 'k6/http';\nimport x from '${module}';\nexport default function () { http.get(x); }`,
        liveAlone(module, 'script.js:2:15'),
      ),
    ),
    refused(
      'a module that k6 does not have either',
      `import x from 'k6/htp';\nexport default function () { x(); }`,
      `script.js:1:15: k6 has no module k6/htp; there are ${[...SUPPORTED_MODULES, ...LIVE_MODULES].join(', ')}`,
    ),
    refused(
      'require of it',
      `const ws = require('k6/ws');\nmodule.exports.default = function () { ws.connect(); };`,
      liveAlone('k6/ws', 'script.js:1:20'),
    ),
    refused(
      'another remote module',
      `import { Faker } from 'https://cdn.example.com/faker.js';\nexport default function () { Faker(); }`,
      `script.js:1:23: the remote module https://cdn.example.com/faker.js has no stand-in here; save a copy beside the script and import that, or name it in an --import-map; ${K6_RUNS_IT}`,
    ),
    refused(
      'an unknown jslib',
      `import tree from 'https://jslib.k6.io/aws/0.12.3/s3.js';\nexport default function () { tree(); }`,
      expect.stringContaining(
        'script.js:1:18: the remote module https://jslib.k6.io/aws/0.12.3/s3.js has no stand-in here',
      ),
    ),
    refused(
      'modules of Node',
      `import fs from 'fs';\nimport { join } from 'node:path';\nexport default function () { fs(join); }`,
      "script.js:1:16: fs is a module of Node, and scripts run without Node's modules, as in k6; use what k6 offers, such as open() for files",
      expect.stringContaining('script.js:2:22: node:path is a module of Node'),
    ),
    refused(
      'a package that is not installed',
      `import _ from 'no-such-package-at-all';\nexport default function () { _(); }`,
      `script.js:1:15: the module no-such-package-at-all is not installed; install it beside the script with npm; ${K6_RUNS_IT}`,
    ),
    refused(
      'a file that is not there',
      `import { a } from './nothing.js';\nexport default function () { a(); }`,
      'script.js:1:19: there is no file ./nothing.js',
    ),
    refused(
      'an import of a member that is not ours',
      `import { md6 } from 'k6/crypto';\nexport default function () { md6('x', 'hex'); }`,
      expect.stringMatching(/^script\.js:1:10: k6\/crypto has no md6 here \(it has [^)]*sha512_256\); if k6 has it/),
    ),
    refused(
      'a use of a member that is not ours',
      `import http from 'k6/http';\nexport default function () {\n  http.graphql('x');\n}`,
      expect.stringMatching(/^script\.js:3:8: k6\/http has no graphql here/),
    ),
    refused(
      'a misspelt member',
      `import { chek } from 'k6';\nexport default function () { chek(1, {}); }`,
      `script.js:1:10: k6 has no chek here (it has check, fail, group, randomSeed, sleep)${FALLBACK}`,
    ),
    refused('a mistake in syntax', 'export default function () {\n  const a = ;\n}', 'script.js:2:13: Unexpected ";"'),
    refused(
      'everything at once',
      `import ws from 'k6/ws';\nimport { chek } from 'k6';\nexport default function () { ws(chek); }`,
      liveAlone('k6/ws', 'script.js:1:16'),
      expect.stringContaining('script.js:2:10: k6 has no chek here'),
    ),
  ],
};
