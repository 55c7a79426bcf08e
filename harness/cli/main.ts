import { styleText } from 'node:util';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { nearMiss } from '../../mock-service/settings/near-miss.ts';
import { isSystemError, systemErrorPlace, systemErrorText } from '../../mock-service/settings/system-error.ts';
import { logText } from '../report/printable.ts';
import { EXIT } from './exit-code.ts';
import { type Command, helpText, parse, UsageError } from './flags/command.ts';
import { Refusal } from './refusal.ts';
import { outliveStreams } from './standard-streams.ts';
import { toStdout } from './to-terminal.ts';

/** The verbs, loaded when they are asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./verbs/run.ts')).run,
  compare: async () => (await import('./verbs/compare.ts')).compare,
  capacity: async () => (await import('./verbs/capacity.ts')).capacity,
  rollout: async () => (await import('./verbs/rollout.ts')).rollout,
  replay: async () => (await import('./verbs/replay.ts')).replay,
  report: async () => (await import('./verbs/report.ts')).report,
  bundle: async () => (await import('./verbs/bundle.ts')).bundle,
  serve: async () => (await import('./verbs/serve.ts')).serve,
  init: async () => (await import('./verbs/init.ts')).init,
  validate: async () => (await import('./verbs/validate.ts')).validate,
};

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
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    toStdout(await overview());
    return name === undefined ? EXIT.usage : EXIT.pass;
  }
  if (name === '--version' || name === '-v') {
    const { version } = (await import('../../package.json', { with: { type: 'json' } })).default;
    toStdout(`headroom ${version}, Node.js ${process.versions.node}\n`);
    return EXIT.pass;
  }
  const load = COMMANDS[name];
  if (load === undefined) {
    const meant = nearMiss(name, Object.keys(COMMANDS));
    const hint = meant === undefined ? `there are ${Object.keys(COMMANDS).join(', ')}` : `did you mean ${meant}?`;
    return complain(`headroom has no command ${name}; ${hint}`, EXIT.usage);
  }
  const command = await load();
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

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map(load => load()));
  const width = Math.max(...commands.map(({ usage }) => usage.length)) + 2;
  return [
    'Headroom answers, before a configuration change is deployed: if we ship this cache setting and then',
    'have to fail over at regional peak, do users get timeouts — when, at what load, and how much',
    'capacity is left?',
    '',
    'Usage:',
    ...commands.map(({ usage, summary }) => `  ${usage.padEnd(width)}${summary}`),
    '',
    'headroom <command> --help tells more. Exit codes: 0 pass, 99 fail, 90 inconclusive, 104 invalid input,',
    '105 interrupted, 107 the script failed, 2 usage or what the machine refuses.',
    '',
  ].join('\n');
}
