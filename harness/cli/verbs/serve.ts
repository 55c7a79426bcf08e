import { writeFileSync } from 'node:fs';
import { systemErrorText } from '../../../mock-service/settings/system-error.ts';
import { steadyUnixMs } from '../../../mock-service/time/system-clock.ts';
import { sentenceOf } from '../../operations/catalogue/timeline-event.ts';
import { LivePage } from '../../watch/page-server/live-page.ts';
import { announceTargets } from '../announce-targets.ts';
import { controlToken, LEAST_TOKEN, TOKEN_VARIABLE } from '../control-token.ts';
import { EXIT } from '../exit-code.ts';
import { type Command, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, DRILL_FLAGS, readDrillInputs, wholeNumber } from '../flags/drill-flags.ts';
import { TARGET_FLAG } from '../flags/target-flag.ts';
import { UI_FLAGS, uiPort } from '../flags/ui-flags.ts';
import { freePort } from '../free-port.ts';
import { Interruption } from '../interruption.ts';
import { serveBanner } from '../serve-banner.ts';
import { shippedFile } from '../shipped-file.ts';
import { SiteView } from '../site-view.ts';
import { toStderr, toStdout } from '../to-terminal.ts';

const { topology, baseline, seed, set, targets, arrivals, env, out, 'allow-host': allowHost } = DRILL_FLAGS;

export const serve: Command = {
  name: 'serve',
  usage: 'headroom serve [flags]',
  details:
    'Starts the topology and prints where it listens: the service through the failover proxy over http and https (self-signed), ' +
    'and the control server with its token. It stays up until Ctrl-C. Everything listens on loopback only.\n' +
    'With --load SCRIPT the users of the script are there too: play the incident by hand, from the page or with curl, and Ctrl-C leaves a record of ' +
    'it. With --target the page operates a system that exists; what was done to it is undone at the end.\n' +
    `The control server's token is a new one each time, or what the environment variable ${TOKEN_VARIABLE} holds: at least ` +
    `${LEAST_TOKEN} letters, digits and ._~+/=- (a flag would show it in the list of processes).`,
  flags: {
    topology,
    cache: {
      value: 'FILE',
      reads: true,
      help: `The cache settings in force from the start, "under-test" (default ${DEFAULT_SETTINGS}).`,
    },
    baseline,
    set,
    seed,
    port: { value: 'N', help: 'Port of the proxy over http (default 8080, or any free one if that is taken).' },
    'tls-port': { value: 'N', help: 'Port of the proxy over https (default 8443, or any free one).' },
    certificate: {
      value: 'FILE',
      help: 'Write the certificate of the https port here, for clients to trust: NODE_EXTRA_CA_CERTS, curl --cacert.',
    },
    'control-port': { value: 'N', help: 'Port of the control server (default 8090, or any free one).' },
    targets,
    load: {
      value: 'SCRIPT',
      reads: true,
      help: "Let the script's users come, at its own highest load; what operators do is done by hand, and the record is kept.",
    },
    ...{ arrivals, env, 'allow-host': allowHost, out },
    ...TARGET_FLAG,
    ...UI_FLAGS,
  },
  examples: [
    'headroom serve',
    'headroom serve --load scenarios/eu-peak-failover.ts --cache mock-service/settings/short-ttl.yaml',
    'headroom serve --target staging.yaml --allow-host staging.example --cache candidate.yaml --baseline now.yaml',
    'headroom serve --topology my-region.yaml --cache candidate.yaml --port 9000',
    'curl -H "x-user: user7@eu.example" http://127.0.0.1:8080/v1.0/me/authentication/methods',
  ],
  async run(given) {
    if (given.positionals.length > 0) throw new UsageError('headroom serve takes no arguments, only flags');
    const load = given.text('load');
    if (load !== undefined) return (await import('./serve-load.ts')).serveLoad(given, load);
    if (given.text('target') !== undefined) return (await import('./serve-target.ts')).serveTarget(given);
    const inputs = readDrillInputs(given, '', [given.text('cache') ?? shippedFile(DEFAULT_SETTINGS)]);
    const [underTest] = inputs.settings;
    const port = async (flag: string, usual: number): Promise<number> =>
      given.text(flag) === undefined ? await freePort(usual) : wholeNumber(given, flag, usual, 0);
    const token = controlToken(process.env);
    // Loaded here: `headroom --help` needs neither.
    const [{ LiveSite }, { selfSigned }] = await Promise.all([
      import('../../site/live-site.ts'),
      import('../certificate.ts'),
    ]);
    const { key, cert } = await selfSigned();
    const certificate = given.text('certificate');
    if (certificate !== undefined) writeCertificate(certificate, cert);
    const uiAt = uiPort(given, process.stdout.isTTY === true);
    const page =
      uiAt === null ? null : await LivePage.start('site', `${inputs.topology.name} with ${underTest.name}`, uiAt);
    const zeroEpochMs = steadyUnixMs();
    const site = await LiveSite.start({
      topology: inputs.topology,
      settings: { underTest, baseline: inputs.baseline },
      seed: inputs.spec.seed,
      zeroEpochMs,
      origins: page?.origins ?? [],
      port: await port('port', 8080),
      controlPort: await port('control-port', 8090),
      tls: { key, cert, port: await port('tls-port', 8443) },
      ...(token === null ? {} : { token }),
    }).catch(async error => {
      await page?.close();
      throw error;
    });
    const withdraw = announceTargets(inputs.targets, inputs.topology.name, site.targets, text =>
      toStderr(`warning: ${text}\n`),
    );
    const interruption = new Interruption('stopping');
    const settings = { underTest, baseline: inputs.baseline };
    const view =
      page === null ? null : new SiteView(page, site, inputs.topology, settings, steadyUnixMs() - zeroEpochMs);
    site.timeline.listener = entry => {
      const { operation, target } = entry;
      toStderr(`${new Date().toISOString()}  ${operation} ${target}: ${sentenceOf(entry)}\n`);
      view?.noted(entry);
    };
    const { url, tlsUrl, controlUrl } = site;
    const addresses = { url, tlsUrl, controlUrl, token: site.token, pageUrl: page?.url ?? null };
    toStdout(serveBanner(inputs.topology, underTest.name, addresses));
    await new Promise<void>(resolve => {
      interruption.onAsked = resolve;
      if (interruption.asked) resolve();
    });
    withdraw();
    await Promise.all([site.stop(), view?.close()]);
    interruption.close();
    return EXIT.pass;
  },
};

function writeCertificate(file: string, pem: string): void {
  try {
    writeFileSync(file, pem);
  } catch (error) {
    throw new UsageError(`--certificate ${file} cannot be written: ${systemErrorText(error)}`);
  }
}
