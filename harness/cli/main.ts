import { styleText } from 'node:util';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { nearMiss } from '../../mock-service/settings/near-miss.ts';
import { isSystemError, systemErrorPlace, systemErrorText } from '../../mock-service/settings/system-error.ts';
import { logText } from '../report/printable.ts';
import { EXIT } from './exit-code.ts';
import { helpText, parse, UsageError, wrap } from './flags/command.ts';
import { Refusal } from './refusal.ts';
import { outliveStreams } from './standard-streams.ts';
import { toStdout } from './to-terminal.ts';
import { VERBS } from './verbs.ts';

/** Runs one command line. @returns the exit code */
export async function main(args: readonly string[]): Promise<number> {
  outliveStreams();
  try {
    if (!hasWorkingFolder()) return complain('the working folder was removed: change into another one', EXIT.usage);
    return await runVerb(args);
  } catch (error) {
    if (error instanceof InputErrors) return complain(error.message, EXIT.invalid);
    if (error instanceof Refusal) return complain(error.message, EXIT.usage);
    if (isSystemError(error)) return complain(`${systemErrorPlace(error)}: ${systemErrorText(error)}`, EXIT.usage);
    return complain(`internal error, please report it: ${(error as Error).stack ?? error}`, EXIT.bug);
  }
}

async function runVerb(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    toStdout(beginning());
    return EXIT.usage;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    toStdout(overview());
    return EXIT.pass;
  }
  if (name === '--version' || name === '-v') {
    const { version } = (await import('../../package.json', { with: { type: 'json' } })).default;
    toStdout(`headroom ${version}, Node.js ${process.versions.node}\n`);
    return EXIT.pass;
  }
  const verb = VERBS[name];
  if (verb === undefined) {
    const meant = nearMiss(name, Object.keys(VERBS));
    const hint = meant === undefined ? `there are ${Object.keys(VERBS).join(', ')}` : `did you mean ${meant}?`;
    return complain(`headroom has no command ${name}; ${hint}`, EXIT.usage);
  }
  await import('../../mock-service/settings/no-eval.ts');
  const command = await verb.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    toStdout(helpText(command));
    return EXIT.pass;
  }
  try {
    return await command.run(parse(command, rest));
  } catch (error) {
    if (error instanceof UsageError) return complain(`${error.message}\n\nUsage: ${command.usage}`, EXIT.usage);
    throw error;
  }
}

function hasWorkingFolder(): boolean {
  try {
    process.cwd();
    return true;
  } catch {
    return false;
  }
}

function complain(text: string, code: number): number {
  process.stderr.write(`${styleText('red', 'error', { stream: process.stderr })}: ${logText(text)}\n`);
  return code;
}

const QUESTION = [
  'Headroom answers, before a configuration change is deployed: if we ship this cache setting and then',
  'have to fail over at regional peak, do users get timeouts — when, at what load, and how much',
  'capacity is left?',
];

/** For who has said nothing yet: where to begin. */
function beginning(): string {
  return [
    ...QUESTION,
    '',
    'Begin with',
    '  headroom run scenarios/eu-peak-failover.ts --virtual',
    '      a drill of a region that ships with it, in seconds',
    '  headroom compare scenarios/eu-peak-failover.ts \\',
    '      mock-service/settings/baseline.yaml mock-service/settings/short-ttl.yaml --virtual',
    '      whether a change of the settings is safe',
    '  headroom init drills',
    '      the files for a service of your own',
    '',
    'headroom --help lists all commands.',
    '',
  ].join('\n');
}

function overview(): string {
  const width = Math.max(...Object.keys(VERBS).map(name => name.length)) + 2;
  return [
    ...QUESTION,
    '',
    'Usage: headroom <command> …',
    ...Object.entries(VERBS).map(
      ([name, { summary }]) => `  ${name.padEnd(width)}${wrap(summary, 98 - width, ' '.repeat(width + 2))}`,
    ),
    '',
    'headroom <command> --help tells more. Exit codes: 0 pass, 99 fail, 90 inconclusive, 104 invalid',
    'input, 105 interrupted, 107 the script failed, 2 usage or what the machine refuses.',
    '',
  ].join('\n');
}
