import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const require = createRequire(import.meta.url);
const ENGINE = new URL('../../playground/engine.ts', import.meta.url);
const GLOBALS = new URL('../../playground/worker-globals.ts', import.meta.url);

/** The engine of a report's drill, and the files that it was made of, absolute. */
export interface EngineBundle {
  /** JavaScript that sets the variable `headroom`; without `eval` and its kind, which the report's policy forbids. */
  readonly script: string;
  readonly inputs: readonly string[];
}

/** Bundles the engine. @throws Error if it cannot be inlined or has changed: our own bug */
export async function bundleEngine(): Promise<EngineBundle> {
  const { steadyBuild } = await import('../../script/compile/steady-build.ts');
  const folder = fileURLToPath(new URL('../../../', import.meta.url));
  const { outputFiles, metafile } = await steadyBuild({
    entryPoints: [fileURLToPath(ENGINE)],
    absWorkingDir: folder,
    inject: [fileURLToPath(GLOBALS)],
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'iife',
    globalName: 'headroom',
    platform: 'browser',
    target: ['chrome111', 'firefox113', 'safari16.2'],
    charset: 'utf8',
    logLevel: 'silent',
    legalComments: 'none',
    banner: { js: `/*! ${LICENCES} */` },
    plugins: [withoutEval(), withoutUncalled(), assertions()],
  });
  const script = (outputFiles[0]?.text ?? '').trim();
  const inputs = Object.keys(metafile.inputs).filter(name => !name.includes(':'));
  return { script, inputs: inputs.map(name => fileURLToPath(new URL(name, `file://${folder}`))) };
}

const LICENCES = 'With zod, yaml, find-my-way, ret, otpauth, @noble/hashes: MIT and BSD licences';

/** find-my-way makes code of texts in places that every router passes. Where they are no longer, it has changed. */
const MADE_OF_TEXTS: readonly { readonly file: RegExp; readonly texts: Readonly<Record<string, string>> }[] = [
  {
    file: /find-my-way\/lib\/node\.js$/,
    texts: {
      "new Function('path', 'i', `'use strict'\\nreturn ${lines.join(' && ')}`)":
        '(path, i) => path.startsWith(prefix.slice(1), i + 1)',
    },
  },
  {
    file: /find-my-way\/lib\/handler-storage\.js$/,
    texts: {
      "new Function('NullObject', fnBody.join('\\n'))(NullObject)": `(a, b, c, d, more) => {
        const values = [a, b, c, d, ...(more ?? [])];
        const object = new NullObject();
        params.forEach((name, i) => { object[name] = values[i]; });
        return object;
      }`,
      // Routes have no constraints here.
      "new Function('derivedConstraints', lines.join('\\n'))": 'null',
    },
  },
];

function withoutEval(): Plugin {
  return {
    name: 'without-eval',
    setup({ onLoad }) {
      for (const { file, texts } of MADE_OF_TEXTS) {
        onLoad({ filter: file }, ({ path }) => {
          let contents = readFileSync(path, 'utf8');
          for (const [text, closure] of Object.entries(texts)) {
            if (contents.split(text).length !== 2)
              throw new Error(`${path} has changed: it makes code of texts elsewhere`);
            contents = contents.replace(text, () => closure);
          }
          return { contents, loader: 'js' };
        });
      }
      // Its compiler is for who asks for it, and nobody does.
      onLoad({ filter: /find-my-way\/lib\/compiler\.js$/ }, () => ({ contents: '' }));
    },
  };
}

/**
 * What nobody calls and no bundler can know of: of zod, which goes from hand to hand as one object, its messages in all languages and its compiler; WebSockets,
 * which no virtual drill has; the hashes that otpauth offers and nobody asks it for.
 */
const NEVER_CALLED =
  /zod\/v4\/(?:locales\/index|core\/compile|classic\/from-json-schema)\.js$|script\/modules\/web-socket\/[\w-]+\.[jt]s$|@noble\/hashes\/sha3\.js$/;
/** As it is written, and as a build leaves it: `export { a, b as c };`. */
const DECLARED = /^export (?:async )?(?:const|class|function) (\w+)/gm;
const LISTED = /^export \{([^}]*)\}/gm;

function exportedNames(code: string): string[] {
  const listed = [...code.matchAll(LISTED)].flatMap(([, names]) => (names as string).split(','));
  const names = listed
    .map(
      each =>
        each
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? '',
    )
    .filter(name => name !== '');
  return [...[...code.matchAll(DECLARED)].map(([, name]) => name as string), ...names];
}

function withoutUncalled(): Plugin {
  return {
    name: 'without-uncalled',
    setup({ onLoad, onResolve }) {
      onLoad({ filter: NEVER_CALLED }, ({ path }) => {
        const names = exportedNames(readFileSync(path, 'utf8'));
        return { contents: `export {}\n${names.map(name => `export const ${name} = undefined;`).join('\n')}` };
      });
      // It looks at routes with regular expressions: whoever recorded the drill was told of those that are unsafe.
      onLoad({ filter: /safe-regex2\/index\.js$/ }, () => ({ contents: 'module.exports = () => true' }));
      // What a report carries is read already.
      onResolve({ filter: /^yaml$/ }, ({ path }) => ({ path, namespace: 'uncalled', sideEffects: false }));
      onLoad({ filter: /.*/, namespace: 'uncalled' }, () => ({
        contents: 'export const [isMap, isNode, isScalar, LineCounter, parseDocument, visit] = [];',
      }));
      // With the hashes that are there already.
      const slim = require.resolve('otpauth').replace(/[^/\\]+$/, 'otpauth.slim.esm.min.js');
      onResolve({ filter: /^otpauth$/ }, () => ({ path: slim }));
    },
  };
}

/** `node:assert`, as far as find-my-way uses it. */
function assertions(): Plugin {
  return {
    name: 'assertions',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^node:assert$/ }, ({ path }) => ({ path, namespace: 'assertions' }));
      onLoad({ filter: /.*/, namespace: 'assertions' }, () => ({ contents: SCRIPT_OF_ASSERTIONS, loader: 'js' }));
    },
  };
}

const SCRIPT_OF_ASSERTIONS = `
  module.exports = (holds, message) => { if (!holds) throw new Error(message); };
  module.exports.equal = (one, other, message) => module.exports(one == other, message);
  module.exports.notEqual = (one, other, message) => module.exports(one != other, message);
`;
