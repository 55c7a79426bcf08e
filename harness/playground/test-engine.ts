/** For tests: the engine of a report in a world that has the language, and of a browser's workers what it needs; no code is made of texts there. */
import { createContext, Script } from 'node:vm';
import type { DrillSpec } from '../drill/drill-spec.ts';
import { bundleEngine } from '../report/html/engine-bundle.ts';
import { carriedScript } from '../script/compile/carried-script.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import { readDrillFiles } from '../topology/drill-files.ts';
import { sortSetOptions } from '../topology/set-options.ts';
import type { Changes, PlayNews } from './play-news.ts';
import type { PlayedDrill } from './played-drill.ts';

export const BASELINE = 'mock-service/settings/baseline.yaml';

const WORKER = {
  TextEncoder,
  TextDecoder,
  URL,
  URLSearchParams,
  structuredClone,
  performance,
  MessageChannel,
  atob,
  btoa,
};

export async function playedDrill(
  script: string,
  topology: string,
  cache: string,
  how: Partial<Pick<DrillSpec, 'seed' | 'env'>> = {},
): Promise<PlayedDrill> {
  const { sources } = readDrillFiles(topology, [cache, BASELINE]);
  const [settings, baseline] = sources.settings;
  return {
    script: carriedScript(await compileScript(script, { members: moduleMembers, resolveRemote })),
    sources: { ...sources, settings: settings as NonNullable<typeof settings> },
    baseline: baseline as NonNullable<typeof baseline>,
    how: { seed: 1, arrivals: 'poisson', env: {}, tags: {}, ...how },
  };
}

/** `--set` and `--at` as a page would give them. */
export function changesOf(set: readonly string[], at: Changes['at'] = {}): Changes {
  const { topology, settings, problems } = sortSetOptions(set);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return { topology, settings, at };
}

export class TestEngine {
  readonly #context: object;

  private constructor(script: string) {
    this.#context = createContext({ ...WORKER }, { codeGeneration: { strings: false, wasm: false } });
    new Script(script).runInContext(this.#context);
  }

  static async open(): Promise<TestEngine> {
    return new TestEngine((await bundleEngine()).script);
  }

  /** What it says last. */
  play(played: PlayedDrill, changes: Changes): Promise<PlayNews> {
    return new Promise(resolve => {
      const tell = (news: PlayNews): void => {
        if (news.kind !== 'second') resolve(news);
      };
      const evaluate = (): unknown => new Script(played.script.code).runInContext(this.#context);
      Object.assign(this.#context, { request: JSON.stringify({ played, changes }), evaluate, tell });
      new Script('headroom.play(JSON.parse(request), evaluate, tell)').runInContext(this.#context);
    });
  }
}
