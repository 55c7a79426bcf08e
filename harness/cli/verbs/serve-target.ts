import { resolve } from 'node:path';
import { makeFolder } from '../../../mock-service/files/make-folder.ts';
import { sentenceOf } from '../../operations/catalogue/timeline-event.ts';
import { TargetSite } from '../../site/target/target-site.ts';
import { LivePage } from '../../watch/page-server/live-page.ts';
import { eventChange, SITE_KEPT_S, sampleChange, subjectOf } from '../../watch/progress/drill-feed.ts';
import { EXIT } from '../exit-code.ts';
import type { Given } from '../flags/command.ts';
import { readTargetInputs } from '../flags/target-flags.ts';
import { uiPort } from '../flags/ui-flags.ts';
import { Interruption } from '../interruption.ts';
import { OperatedPage, operatedTarget } from '../operated-page.ts';
import { withOutFolder } from '../out-folder.ts';
import { JOURNAL, tellUndone } from '../perform-target.ts';
import { operatedBanner } from '../serve-banner.ts';
import { toStderr, toStdout } from '../to-terminal.ts';

/** `headroom serve --target FILE`: the page of a system that exists, with its operations and what its metrics tell, and no load. */
export async function serveTarget(given: Given): Promise<number> {
  const cache = given.text('cache');
  const { target, settings, baseline, spec, out } = await readTargetInputs(
    given,
    '',
    cache === undefined ? [] : [cache],
  );
  const [underTest] = settings;
  const both = { underTest, baseline };
  return withOutFolder(out, `${target.name}-served`, async folder => {
    const interruption = new Interruption('stopping; what was done to the target is undone');
    const uiAt = uiPort(given, true);
    const page = uiAt === null ? null : await LivePage.start('site', `${target.name} with ${underTest.name}`, uiAt);
    const zeroEpochMs = Date.now();
    makeFolder(folder.path);
    const site = await TargetSite.start({
      ...{ target, settings: both, allowedHosts: spec.allowedHosts, zeroEpochMs, origins: page?.origins ?? [] },
      journal: resolve(folder.path, JOURNAL),
    });
    const say = (text: string): void => toStderr(`${text}\n`);
    let operated: OperatedPage | null = null;
    try {
      site.onProblem = problem => say(`warning: ${problem}`);
      const wrong = await site.wrongAtStart(both);
      if (wrong !== null) say(`warning: ${wrong}`);
      const subject = subjectOf(
        target.name,
        `${target.name} with ${underTest.name}`,
        'live',
        spec.topology,
        both,
        SITE_KEPT_S,
      );
      const shown = page?.add(subject);
      const announcement = `${target.name} (${target.url}) as it stands. An answer is late after ${target.timeoutMs} ms.`;
      shown?.tell({ kind: 'ready', announcement, scenarios: [], regularS: null, longestS: null, spanS: 0 });
      shown?.tell({ kind: 'started' });
      if (page !== null)
        operated = new OperatedPage(page, operatedTarget(target, site), [{ name: target.name, url: target.url }]);
      site.onSample = sample => shown?.tell(sampleChange(sample));
      site.operations.timeline.listener = entry => {
        say(`${new Date().toISOString()}  ${entry.operation} ${entry.target}: ${sentenceOf(entry)}`);
        shown?.tell(eventChange(entry, 0));
      };
      site.operations.onFailed = reason => say(`warning: ${reason}`);
      site.sampleFrom(0);
      const head = `${target.name} can be operated. Ctrl-C ends that, and undoes what was done.`;
      toStdout(
        operatedBanner(head, { ...{ controlUrl: site.controlUrl, token: site.token }, pageUrl: page?.url ?? null }),
      );
      await new Promise<void>(asked => {
        interruption.onAsked = asked;
        site.onOperatorLost = asked;
        if (interruption.asked) asked();
      });
      const undone = await site.undo('it was ended by hand');
      tellUndone(undone, say);
      return undone.operations.every(({ ok }) => ok) ? EXIT.pass : EXIT.aborted;
    } catch (error) {
      tellUndone(await site.undo(`headroom failed: ${(error as Error).message}`), say);
      throw error;
    } finally {
      operated?.close();
      await Promise.all([site.stop(), page?.close()]);
      interruption.close();
    }
  });
}
