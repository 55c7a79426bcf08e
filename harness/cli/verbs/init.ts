import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { makeFolder } from '../../../mock-service/files/make-folder.ts';
import { InputErrors, readAll } from '../../../mock-service/settings/input-errors.ts';
import { systemErrorText } from '../../../mock-service/settings/system-error.ts';
import { sketchFromHar } from '../../init/from-har.ts';
import { sketchFromNothing } from '../../init/from-nothing.ts';
import { sketchFromOpenApi } from '../../init/from-openapi.ts';
import { nameFrom, type Sketch } from '../../init/sketch.ts';
import { BASELINE, CANDIDATE, SCRIPT, starterFiles, TOPOLOGY } from '../../init/starter-files.ts';
import { commandLines } from '../command-lines.ts';
import { EXIT } from '../exit-code.ts';
import { type Command, type Given, parse, UsageError } from '../flags/command.ts';
import { ownFiles, refuseToOverwrite } from '../new-folder.ts';
import { toStdout } from '../to-terminal.ts';
import { importLogs } from './import.ts';

/** A longer recording is no visit. */
const MOST_MIB = 64;

export const init: Command = {
  name: 'init',
  usage: 'headroom init [FOLDER] [flags]',
  details:
    'Writes into FOLDER (default: this one) a topology that says what your service’s routes do, a k6 script in which users ask for them and ' +
    'operators fail over, two cache settings, and what editors need to complete them. The routes are those of an OpenAPI file, or of a recording of ' +
    'one visit with its think times (HAR: the network tab of a browser saves it), or an example. With --log it does what headroom import does: the drill then ' +
    'replays an access log. What was not to be known is marked "assumed". ' +
    'No file is overwritten.',
  flags: {
    openapi: { value: 'FILE', help: 'Routes, answers and where users are named, from this OpenAPI file (3.x or 2.0).' },
    har: { value: 'FILE', help: 'Routes, their order and think times, from this recording.' },
    log: {
      value: 'FILE',
      help: 'Of an access log, as headroom import LOG --out FOLDER (which has more to say about it); with --openapi routes are those.',
    },
    name: { value: 'NAME', help: 'The name of the service (default: that of the API or site, or of the folder).' },
  },
  examples: [
    'headroom init',
    'headroom init drills/shop --openapi openapi.yaml',
    'headroom init drills/shop --har visit.har --name shop',
    'headroom init drills/shop --log access.log',
  ],
  async run(given) {
    const [folder = '.', ...more] = given.positionals;
    if (more.length > 0) throw new UsageError(`headroom init takes one folder, and got ${given.positionals.join(' ')}`);
    const log = given.text('log');
    if (log !== undefined) return importLogs.run(parse(importLogs, asImport(given, log, folder)));
    if (statSync(folder, { throwIfNoEntry: false })?.isFile() === true)
      throw new UsageError(
        `headroom init takes a folder, and ${folder} is a file: an access log is given with --log ${folder}, an OpenAPI file with --openapi, a recording with --har`,
      );
    const [sketch] = readAll(
      () => sketchOf(given, folder),
      () => {
        // What is in the files does not matter yet: their names do not depend on it.
        refuseToOverwrite(folder, Object.keys(starterFiles(sketchFromNothing('any'), ownFiles(folder))));
      },
    );
    const files = starterFiles(sketch, ownFiles(folder));
    for (const [name, text] of Object.entries(files)) {
      const file = join(folder, name);
      makeFolder(resolve(dirname(file)));
      // `wx`: not even one that has appeared since.
      writeFileSync(file, text, { flag: 'wx' });
    }
    toStdout(done(sketch, folder, Object.keys(files)));
    return EXIT.pass;
  },
};

/** The same for `headroom import`. */
function asImport(given: Given, log: string, folder: string): string[] {
  if (given.text('har') !== undefined) throw new UsageError('--log or --har, not both');
  const [routes, name] = [given.text('openapi'), given.text('name')];
  return [
    ...[log, '--out', folder],
    ...(routes === undefined ? [] : ['--routes', routes]),
    ...(name === undefined ? [] : ['--name', name]),
  ];
}

function sketchOf(given: Given, folder: string): Sketch {
  const [openApi, har] = [given.text('openapi'), given.text('har')];
  if (openApi !== undefined && har !== undefined) throw new UsageError('--openapi or --har, not both');
  const sketch =
    openApi !== undefined
      ? sketchFromOpenApi(textOf(openApi), openApi)
      : har !== undefined
        ? sketchFromHar(textOf(har), har)
        : sketchFromNothing(nameFrom(resolve(folder).split(sep).at(-1) ?? ''));
  const name = given.text('name');
  if (name === undefined) return sketch;
  if (name !== nameFrom(name))
    throw new UsageError(
      `--name must be lower-case letters, digits and dashes, such as ${nameFrom(name)}; not ${name}`,
    );
  return { ...sketch, name };
}

function textOf(file: string): string {
  const problem = (message: string) => new InputErrors([{ file, line: null, column: null, path: '', message }]);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw problem(`cannot be read: ${systemErrorText(error)}`);
  }
  if (bytes.length > MOST_MIB * 2 ** 20) throw problem(`longer than ${MOST_MIB} MiB`);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function done({ name, routes, leftOut }: Sketch, folder: string, files: readonly string[]): string {
  const at = (file: string): string => join(folder, file);
  return [
    `${name}, with ${routes.length} routes:`,
    ...files.map(file => `  ${at(file)}`),
    ...(leftOut.length === 0 ? [] : ['', 'Left out:', ...leftOut.map(line => `  ${line}`)]),
    '',
    'What is marked "assumed" in the topology is a guess: peak, costs and numbers decide the verdict. Then:',
    '',
    commandLines(['validate', at(TOPOLOGY), at(SCRIPT)]),
    commandLines(['compare', at(SCRIPT), at(BASELINE), at(CANDIDATE), '--topology', at(TOPOLOGY), '--virtual']),
    '',
  ].join('\n');
}
