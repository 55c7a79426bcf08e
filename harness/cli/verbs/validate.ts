import { InputErrors, type Problem, printProblem } from '../../../mock-service/settings/input-errors.ts';
import { DrillSupervisor } from '../../drill/supervisor.ts';
import type { Refusal } from '../../load/load-result.ts';
import { printable } from '../../report/printable.ts';
import { EXIT } from '../exit-code.ts';
import { type Command, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, DRILL_FLAGS, LOAD_FLAGS, readDrillInputs } from '../flags/drill-flags.ts';
import { shippedFile } from '../shipped-file.ts';
import { toStdout } from '../to-terminal.ts';
import { validateFiles } from '../validate-files.ts';

export const validate: Command = {
  name: 'validate',
  usage: 'headroom validate FILE… [flags]',
  details:
    'Says everything that is wrong with each file, with its place and what is allowed. Exits 104 if anything is.\n' +
    'A script is tried too: one iteration of each of its scenarios on a virtual clock, where nobody answers but the topology, shows calls ' +
    'that would be refused when they are made. Nothing is sent.',
  flags: {
    virtual: { help: 'Refuse also what works in live drills alone.' },
    env: DRILL_FLAGS.env,
    'secret-source': DRILL_FLAGS['secret-source'],
    'import-map': DRILL_FLAGS['import-map'],
    ...LOAD_FLAGS,
  },
  examples: ['headroom validate scenarios/*.ts scenarios/topologies/*.yaml mock-service/settings/*.yaml'],
  async run(given) {
    if (given.positionals.length === 0) throw new UsageError('headroom validate needs at least one file');
    const results = await validateFiles(given.positionals, async file => {
      const { spec, settings, baseline } = readDrillInputs(given, file, [shippedFile(DEFAULT_SETTINGS)]);
      // The trial itself is always virtual: nothing is sent.
      const trial = { ...spec, clock: 'virtual', trial: spec.clock } as const;
      const supervisor = await DrillSupervisor.start(
        { ...trial, settings: { underTest: settings[0] ?? baseline, baseline } },
        0,
      );
      const { problems, thrown, aborted, needsLive } = supervisor.ready;
      const isFit = problems.length === 0 && thrown === null && aborted === null;
      const refusals = isFit ? ((await supervisor.run(null)).refusals ?? []) : [];
      await supervisor.stop();
      if (problems.length > 0) throw new InputErrors(problems);
      if (refusals.length > 0) throw new InputErrors(refusals.map(refusal => problemOf(refusal, file)));
      if (thrown === null && aborted === null) return needsLive ? 'script for live drills' : 'script';
      const message = thrown === null ? `its init code ends the drill: ${aborted}` : `its init code fails: ${thrown}`;
      throw new InputErrors([{ file, line: null, column: null, path: '', message }]);
    });
    let problems = 0;
    for (const { file, kind, problems: found } of results) {
      if (found.length === 0) toStdout(`ok  ${file} (${kind})\n`);
      for (const problem of found) toStdout(printable(`${printProblem(problem)}\n`));
      problems += found.length;
    }
    return problems === 0 ? EXIT.pass : EXIT.invalid;
  },
};

function problemOf({ message, place }: Refusal, file: string): Problem {
  return { file: place?.file ?? file, line: place?.line ?? null, column: place?.column ?? null, path: '', message };
}
