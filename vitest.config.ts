import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Live drills: most of their time they wait for the clock. The longest first. */
const WAITING = [
  'shop-live',
  'live-page',
  'target-undo',
  'target-verbs',
  'faults',
  'prometheus',
  'interrupted',
  'terminal',
  'live-scripts',
  'graph-client',
].map(name => `harness/e2e/${name}.test.ts`);
/** With another Node than the lockfile's: `npm run test:node24`. */
const OTHER_NODE = 'harness/e2e/other-node.test.ts';

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => WAITING.findIndex(file => moduleId.endsWith(file));
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

function project(test: NonNullable<TestProjectInlineConfiguration['test']>): TestProjectInlineConfiguration {
  return { extends: true, test };
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    // Both cores of a small machine, and no more: some measure time beside those that compute.
    maxWorkers: 2,
    projects: [
      project({
        name: 'computing',
        include: ['{mock-service,harness,proof,scenarios,dashboards,bench}/**/*.test.ts'],
        exclude: [...configDefaults.exclude, ...WAITING, OTHER_NODE],
      }),
      // Once the others are done: nothing that computes makes a live drill late. Three files at once have been seen to hold up a process for 2 s.
      project({ name: 'waiting', include: WAITING, sequence: { groupOrder: 1 } }),
      project({ name: 'other-node', include: [OTHER_NODE] }),
    ],
  },
});
