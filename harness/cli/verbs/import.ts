import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseCacheSettings } from '../../../mock-service/settings/read-cache-settings.ts';
import { readDuration } from '../../../mock-service/settings/units.ts';
import { Census, type CensusResult } from '../../import/census.ts';
import { FORMAT_NAMES, type FormatName } from '../../import/formats/log-format.ts';
import { readGivenRoutes } from '../../import/given-routes.ts';
import { importFiles, REPLAY, sketchOf } from '../../import/import-files.ts';
import { type Imported, importOf } from '../../import/import-of.ts';
import { profileHits } from '../../import/profile-hits.ts';
import { type ReadLog, readLogs } from '../../import/read-logs.ts';
import { profileOf, type ReplayWindow } from '../../import/traffic-profile.ts';
import { readUserRule, userRuleText } from '../../import/user-rule.ts';
import { nameFrom } from '../../init/sketch.ts';
import { BASELINE, CANDIDATE, TOPOLOGY } from '../../init/starter-files.ts';
import type { ImportRecord } from '../../record/import-record.ts';
import { commandLines } from '../command-lines.ts';
import { EXIT } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { DRILL_FLAGS } from '../flags/drill-flags.ts';
import { Interruption } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { ownFiles, refuseToOverwrite } from '../new-folder.ts';
import { type OutFolder, withOutFolder } from '../out-folder.ts';
import { tickerOf, toStderr, toStdout } from '../to-terminal.ts';

/** With more unread lines than this the rest may not stand for all. */
const MOST_UNPARSED = 0.05;
const FEWEST_REPLAYED = 100;

export const importLogs: Command = {
  name: 'import',
  usage: 'headroom import LOG… [flags]',
  details:
    'Reads access logs (combined of nginx and Apache, JSON lines, AWS ALB, Envoy, HAProxy; plain, gzip or zstd; - is stdin) and says of the service ' +
    'when it is asked and how much, for what, by whom, and how often for the same again: the hit ratio that a cache of every size and every ttl would ' +
    'have had.\n' +
    'It leaves import.json, which headroom calibrate reads too, a page with the curves, and a drill: a topology, a k6 script and traffic.json, which ' +
    'asks again for what the log was asked for, in its order. Locality is what makes a hit ratio, and no popularity law carries it.\n' +
    'Users, ids and queries are hashed with a secret that is thrown away, and then numbered: none of them is in any file. What routes there are is told ' +
    'by the first 100,000 requests, parts of paths that many things or few users have being parameters; --routes says it better.',
  flags: {
    format: { value: 'NAME', help: `${FORMAT_NAMES.join(', ')} (default: by the first lines of each log).` },
    routes: {
      value: 'FILE',
      reads: true,
      help: 'The routes of this OpenAPI file, or of a topology with a service: what they look up is then known, not guessed.',
    },
    user: {
      value: 'FIELD',
      help:
        'Who asks: ip, user (who the server says had logged in), query.NAME, or a field of the log: a name in JSON, field.N behind the size in combined, ' +
        'capture.N in HAProxy (default: user, else ip).',
    },
    window: {
      value: 'DURATION',
      help: 'The stretch that the script replays: all, or the busiest so long (default: all of two hours, else the busiest hour).',
    },
    requests: { value: 'N', help: 'At most so many requests in the script, by a sample of the keys (default 200000).' },
    assets: { help: 'Count images, styles and scripts too: a cache before the service has those, if any.' },
    name: { value: 'NAME', help: 'The name of the service.' },
    out: {
      value: 'DIR',
      help: 'Where the files go (default runs/<time>-import); none is overwritten but those of an import before.',
    },
    quiet: DRILL_FLAGS.quiet,
    json: DRILL_FLAGS.json,
  },
  examples: [
    'headroom import /var/log/nginx/access.log --out shop',
    'headroom import access.log access.log.1 access.log.2.gz --routes openapi.yaml',
    'kubectl logs deploy/gateway --since 2h | headroom import - --user user_id',
  ],
  async run(given) {
    if (given.positionals.length === 0) throw new UsageError('headroom import needs a log, or - for stdin');
    const how = readHow(given);
    return withOutFolder(given.text('out'), 'import', folder => runImport(given, how, folder));
  },
};

interface How {
  readonly format: FormatName | null;
  readonly user: ReturnType<typeof readUserRule>;
  readonly window: ReplayWindow;
  readonly most: number;
  readonly routes: ReturnType<typeof readGivenRoutes> | null;
  readonly name: string;
}

function readHow(given: Given): How {
  const formatText = given.text('format');
  const format = FORMAT_NAMES.find(each => each === formatText);
  if (formatText !== undefined && format === undefined)
    throw new UsageError(`--format must be ${FORMAT_NAMES.join(', ')}, not ${formatText}`);
  const userText = given.text('user');
  if (userText === '' || userText === 'query.')
    throw new UsageError('--user is empty: ip, user, query.NAME or a field of the log');
  const windowText = given.text('window');
  const windowMs = windowText === undefined || windowText === 'all' ? 0 : readDuration(windowText);
  if (windowMs === undefined || (windowText !== undefined && windowText !== 'all' && windowMs < 1000))
    throw new UsageError(`--window must be all or a duration of a second or more, such as 30m, not ${windowText}`);
  const mostText = given.text('requests') ?? '200000';
  const most = Number(mostText);
  if (!Number.isInteger(most) || most < FEWEST_REPLAYED || most > 1_000_000)
    throw new UsageError(`--requests must be a whole number from ${FEWEST_REPLAYED} to 1000000, not ${mostText}`);
  const twice = given.positionals.find((file, i) => given.positionals.indexOf(file) !== i);
  if (twice !== undefined) throw new UsageError(`${twice} is given twice`);
  const routesFile = given.text('routes');
  const routes = routesFile === undefined ? null : readGivenRoutes(routesFile);
  const nameText = given.text('name');
  if (nameText !== undefined && nameText !== nameFrom(nameText)) {
    throw new UsageError(
      `--name must be lower-case letters, digits and dashes, such as ${nameFrom(nameText)}; not ${nameText}`,
    );
  }
  return {
    ...{ format: format ?? null, user: readUserRule(userText), most, routes },
    window: windowText === undefined ? 'auto' : windowText === 'all' ? 'all' : windowMs / 1000,
    name: nameText ?? routes?.name ?? nameOfLog(given.positionals[0] as string),
  };
}

/** `shop-access.log.2.gz` is of `shop`. */
function nameOfLog(file: string): string {
  const words = basename(file)
    .split(/[^A-Za-z]+/)
    .filter(word => !/^(?:access|log|logs|json|txt|gz|zst|br|stdin|current|)$/i.test(word));
  return nameFrom(words.join('-'));
}

async function runImport(given: Given, how: How, folder: OutFolder): Promise<number> {
  const own = ownFiles(folder.path);
  refuseToOverwrite(folder.path, [TOPOLOGY, REPLAY, BASELINE, CANDIDATE]);
  const { tick, say } = tickerOf({ quiet: given.has('quiet') });
  for (const note of how.routes?.notes ?? []) say(`${given.text('routes')}: ${note}`);
  const interruption = new Interruption('stopping; nothing is written');
  const stopping = new AbortController();
  interruption.onAsked = () => stopping.abort(new Interrupted());
  const census = new Census({
    ...{ secret: randomBytes(16), user: how.user, keepsAssets: given.has('assets') },
    routes: how.routes?.routes ?? null,
  });
  let logs: ReadLog[];
  try {
    logs = await readLogs(
      given.positionals,
      {
        ...{ format: how.format, userField: how.user.from === 'field' ? how.user.name : null, say, tick },
        signal: stopping.signal,
      },
      line => census.add(line),
    );
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted;
    throw error;
  } finally {
    interruption.close();
  }
  const counted = census.result() as CensusResult;
  return keepImport(given, how, folder, { logs, counted, own });
}

class Interrupted extends Error {}

async function keepImport(
  given: Given,
  { name, user, window, most }: How,
  folder: OutFolder,
  { logs, counted, own }: { logs: readonly ReadLog[]; counted: CensusResult; own: ReturnType<typeof ownFiles> },
): Promise<number> {
  const profile = profileOf(counted, window, most);
  const source = `the access ${logs.length === 1 ? 'log' : 'logs'} ${logs.map(log => basename(log.name)).join(', ')}`;
  const files = profile === null ? {} : importFiles(sketchOf(name, source, counted, profile), profile, own);
  const settings = files[BASELINE] === undefined ? null : parseCacheSettings(files[BASELINE], BASELINE).settings;
  const imported: Imported = {
    ...{ name, importedAt: new Date(), logs, userBy: userRuleText(user), census: counted, profile },
    profileHits: profile === null || settings === null ? null : profileHits(profile, counted.routes, settings),
  };
  const record = importOf(imported);
  for (const [file, text] of Object.entries(files)) folder.keep(file, place => writeFileSync(place, text));
  const kept = await keepRecord(folder, '', { kind: 'import', record });
  const shown = { json: given.has('json'), quiet: given.has('quiet'), words: given.words };
  kept.show(shown);
  if (!shown.json && !shown.quiet && profile !== null) toStdout(nextText(folder.path));
  return verdictOf(record);
}

function nextText(folder: string): string {
  const at = (file: string): string => join(folder, file);
  const run = [
    'run',
    at(REPLAY),
    '--topology',
    at(TOPOLOGY),
    '--virtual',
    '--arrivals',
    'even',
    '--baseline',
    at(BASELINE),
  ];
  return [
    '',
    'Costs, pools and cache settings of the topology are assumed. To see whether its hit ratio is yours,',
    commandLines([...run, '--cache', at(BASELINE), '-e', 'FAIL_OVER=no']),
    'and then what a failover at the peak does:',
    commandLines([...run, '--cache', at(CANDIDATE)]),
    '',
  ].join('\n');
}

/** Inconclusive where too many lines were not read. */
function verdictOf({ log }: ImportRecord): number {
  const share = log.unparsed / Math.max(1, log.lines);
  if (share <= MOST_UNPARSED) return EXIT.pass;
  toStderr(`inconclusive: ${log.unparsed} of ${log.lines} lines could not be read; the rest may not stand for all\n`);
  return EXIT.inconclusive;
}
