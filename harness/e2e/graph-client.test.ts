import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Client, PageIterator } from '@microsoft/microsoft-graph-client';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallTopology } from './small-drill.ts';
import { StartedHeadroom } from './started-headroom.ts';

interface Listed {
  value: { id: string; '@odata.type': string }[];
}

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-graph-'));
const CERTIFICATE = join(FOLDER, 'certificate.pem');
const ME = '/me/authentication';
/** Starting processes takes its time on a busy machine. */
const SLOW = 60_000;

let site: StartedHeadroom;
let client: Client;
let control: { url: string; headers: Record<string, string> };

beforeAll(async () => {
  const ports = ['--port', '0', '--tls-port', '0', '--control-port', '0'];
  const topology = smallTopology(FOLDER, 'small');
  site = new StartedHeadroom(['serve', '--topology', topology, ...ports, '--certificate', CERTIFICATE], FOLDER);
  const [, graph] = await site.says(/Graph, https +(https:\S+?\/)v1\.0\//);
  const [, url, token] = await site.says(/control server +(\S+) +token (\S+)/);
  control = { url: url as string, headers: { authorization: `Bearer ${token}` } };
  // What NODE_EXTRA_CA_CERTS does for a program that has not started yet.
  setDefaultCACertificates([...getCACertificates(), readFileSync(CERTIFICATE, 'utf8')]);
  client = Client.init({
    baseUrl: graph as string,
    customHosts: new Set(['127.0.0.1']),
    authProvider: done => done(null, 'user5@small.example'),
  });
}, SLOW);

afterAll(async () => {
  expect(await site.interrupt()).toBe(0);
  rmSync(FOLDER, { recursive: true });
}, SLOW);

/** The active pool, as the proxy has it. */
async function state(): Promise<string> {
  return (await fetch(`${control.url}/state`, { headers: control.headers })).text();
}

describe("Microsoft's own client, through the proxy over TLS", () => {
  test('is known by its token', { timeout: SLOW }, async () => {
    expect((await client.api('/me').get()).userPrincipalName).toBe('user5@small.example');
  });

  test('lists methods, and none of somebody who is not there', { timeout: SLOW }, async () => {
    const { value }: Listed = await client.api(`${ME}/methods`).get();
    expect(value[0]?.['@odata.type']).toBe('#microsoft.graph.passwordAuthenticationMethod');
    await expect(client.api('/users/nobody@small.example/authentication/methods').get()).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  test('registers methods and deletes them', { timeout: SLOW }, async () => {
    const apps = `${ME}/softwareOathMethods`;
    const ids = async (): Promise<string[]> => ((await client.api(apps).get()) as Listed).value.map(({ id }) => id);
    const { id, secretKey }: { id: string; secretKey: string } = await client.api(apps).post({});
    const verificationCode = new TOTP({ secret: Secret.fromBase32(secretKey) }).generate();
    await client.api(`${apps}/${id}/activate`).post({ verificationCode });
    expect(await ids()).toContain(id);
    await client.api(`${apps}/${id}`).delete();
    expect(await ids()).not.toContain(id);

    const phone = await client.api(`${ME}/phoneMethods`).post({ phoneNumber: '+1 2065550100', phoneType: 'office' });
    await client.api(`${ME}/phoneMethods/${phone.id}`).delete();
  });

  test('pages through the sign-ins by the links it is given', { timeout: SLOW }, async () => {
    const all = await client.api('/auditLogs/signIns').get();
    const first = await client.api('/auditLogs/signIns').top(3).get();
    expect(first.value).toHaveLength(3);
    const seen: unknown[] = [];
    await new PageIterator(client, first, signIn => seen.push(signIn) > 0).iterate();
    expect(seen).toEqual(all.value);
    expect(seen.length).toBeGreaterThan(3);
  });

  test('is served by the alternate after a failover, and does not notice', { timeout: SLOW }, async () => {
    const before = await client.api(`${ME}/methods`).get();
    const body = JSON.stringify({ to: 'alternate' });
    const ordered = await fetch(`${control.url}/operations/fail-over`, { ...control, method: 'POST', body });
    expect(ordered.status).toBe(202);
    while (!/"active":"alternate"/.test(await state())) await new Promise(resolve => setTimeout(resolve, 50));
    expect(await client.api(`${ME}/methods`).get()).toEqual(before);
  });
});
