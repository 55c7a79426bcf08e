import type { AnySpec, Direction, DrillSpec } from '../../drill/drill-spec.ts';
import type { DrillWatcher } from '../../drill/drill-watcher.ts';
import type { DrillEnd } from '../../drill/supervisor.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { SystemUnderTest } from '../../topology/system-under-test.ts';
import type { LiveState } from '../../watch/page-server/live-state.ts';
import { controlToken } from '../control-token.ts';
import { Drafts } from '../drafts.ts';
import { EXIT, exitCode } from '../exit-code.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, readDrillInputs, type ShownInputs } from '../flags/drill-flags.ts';
import { readTargetInputs } from '../flags/target-flags.ts';
import { uiPort } from '../flags/ui-flags.ts';
import { Interruption, UNDOING } from '../interruption.ts';
import { keepDrill } from '../keep-drill.ts';
import { type Operated, OperatedPage, operatedTarget } from '../operated-page.ts';
import { withOutFolder } from '../out-folder.ts';
import { performDrill } from '../perform-drill.ts';
import { onTarget, type TargetDrill } from '../perform-target.ts';
import { nameOf } from '../script-name.ts';
import { operatedBanner } from '../serve-banner.ts';
import { shippedFile } from '../shipped-file.ts';
import { addressesOf } from '../site-view.ts';
import { toStdout } from '../to-terminal.ts';
import { Views } from '../views.ts';

/** Nobody plays for longer. */
const LONGEST_MS = 12 * 3_600_000;

/** A drill of which somebody gives the commands. */
interface Played<Spec extends AnySpec> {
  readonly inputs: ShownInputs;
  readonly spec: Spec;
  readonly name: string;
  /** Told of the site when it is up. */
  perform(
    spec: Spec,
    folder: string,
    watcher: DrillWatcher,
    interruption: Interruption,
    origins: readonly string[],
    drafted: (record: RunRecord) => void,
    opened: (site: Operated & { readonly token: string }, addresses: LiveState['addresses']) => void,
  ): Promise<DrillEnd>;
}

/** `headroom serve --load SCRIPT`: the script's users are there, and what operators do is done by hand; a drill like any other. */
export async function serveLoad(given: Given, script: string): Promise<number> {
  if (given.text('target') === undefined)
    return play(given, modelled(given, script), new Interruption('the load ends, and its record is kept'));
  return play(given, await existing(given, script), new Interruption(UNDOING));
}

/** The script's users at their own highest load, for as long as somebody plays. */
function byHand({ pools, proxy }: SystemUnderTest): Direction {
  const load = { stages: [{ factor: 1, durationMs: LONGEST_MS }], gracefulStopMs: proxy.timeoutMs };
  return { load, pool: Object.keys(pools)[0] as string, stopWhenBroken: false, byHand: true };
}

function modelled(given: Given, script: string): Played<DrillSpec> {
  const inputs = readDrillInputs(given, script, [given.text('cache') ?? shippedFile(DEFAULT_SETTINGS)]);
  const { spec, baseline, topology } = inputs;
  const [underTest] = inputs.settings;
  const token = controlToken(process.env);
  return {
    inputs,
    spec: { ...spec, settings: { underTest, baseline }, direction: byHand(topology) },
    name: `${nameOf(script)}-${underTest.name}-by-hand`,
    perform: (drill, _, watcher, interruption, origins, drafted, opened) =>
      performDrill(drill, watcher, interruption, {
        ...{ targetsFile: inputs.targets, drafted, site: { origins, ...(token === null ? {} : { token }) } },
        opened: site => opened(site, addressesOf(site)),
      }),
  };
}

async function existing(given: Given, script: string): Promise<Played<TargetDrill>> {
  const cache = given.text('cache');
  const inputs = await readTargetInputs(given, script, cache === undefined ? [] : [cache]);
  const { target, baseline, spec } = inputs;
  const [underTest] = inputs.settings;
  return {
    inputs,
    spec: { ...spec, settings: { underTest, baseline }, direction: byHand(spec.topology) },
    name: `${nameOf(script)}-${target.name}-by-hand`,
    perform: (drill, folder, watcher, interruption, origins, drafted, opened) =>
      onTarget(drill, { folder, reset: 'no', origins }, watcher, interruption, session => {
        session.drafted = drafted;
        const site = { ...operatedTarget(target, session.site), token: session.site.token };
        opened(site, [{ name: target.name, url: target.url }]);
        return session.drill(drill);
      }),
  };
}

async function play<Spec extends AnySpec>(
  given: Given,
  { inputs, spec, name, perform }: Played<Spec>,
  interruption: Interruption,
): Promise<number> {
  for (const flag of ['port', 'tls-port', 'control-port', 'certificate'])
    if (given.text(flag) !== undefined)
      throw new UsageError(`--${flag} does not go with --load: the script finds the site by itself`);
  return withOutFolder(inputs.out, name, async folder => {
    const views = await Views.open({
      ...{ quiet: false, total: 1, atOnce: 1, interruption, byHand: true },
      title: `${nameOf(spec.script)} by hand, with ${spec.settings.underTest.name} on ${spec.topology.name}`,
      port: uiPort(given, true),
    });
    const { page } = views;
    let operated: OperatedPage | null = null;
    try {
      const view = views.watch(spec, spec.topology.name);
      const drafts = new Drafts(folder, line => views.say(line));
      const opened = (site: Operated & { readonly token: string }, addresses: LiveState['addresses']): void => {
        const head = `Users come to ${spec.topology.name}; what operators do is up to you. Ctrl-C ends it, and keeps the record.`;
        const { controlUrl, token } = site;
        views.aside(() => toStdout(operatedBanner(head, { controlUrl, token, pageUrl: page?.url ?? null })));
        if (page !== null) operated = new OperatedPage(page, site, addresses);
      };
      const origins = page?.origins ?? [];
      const end = await perform(spec, folder.path, view.watcher, interruption, origins, drafts.of(''), opened);
      const keeping = { folder, inputs: { ...inputs, json: false, quiet: false }, views };
      // That somebody has ended it is its end.
      const isByHand = end.exit?.code === EXIT.fail && interruption.asked;
      await keepDrill(isByHand ? { ...end, exit: null } : end, '', spec.tags, view, keeping);
      return isByHand ? EXIT.pass : exitCode(end, false);
    } finally {
      (operated as OperatedPage | null)?.close();
      await views.close();
      interruption.close();
    }
  });
}
