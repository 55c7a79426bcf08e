import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Client, PageIterator } from '@microsoft/microsoft-graph-client';
import { Secret, TOTP } from 'otpauth';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EPOCH_MS, TestService } from '../service/my-sign-ins/test-service.ts';
import { type InstanceServer, serveInstance } from './instance-server.ts';

interface Listed {
  value: { id: string; '@odata.type': string }[];
}

const service = new TestService();
const ME = '/me/authentication';
let server: InstanceServer;
let front: Server;
let client: Client;

/** TLS in front of the service, as the proxy offers it: the client sends its token, and follows absolute links, over https only. */
async function serveTls(upstream: InstanceServer): Promise<Server> {
  const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 7 as const, ip: '127.0.0.1' }] }];
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], { extensions });
  setDefaultCACertificates([...getCACertificates(), cert]);
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const forwarded = { ...headers, 'x-forwarded-proto': 'https', 'x-forwarded-host': headers.host };
    const asked = request(upstream.origin + url, { method: method as string, headers: forwarded }, answer => {
      outgoing.writeHead(answer.statusCode as number, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(asked);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

beforeAll(async () => {
  server = await serveInstance({ service: service.service, instance: service, host: '127.0.0.1', port: 0 });
  front = await serveTls(server);
  client = Client.init({
    baseUrl: `https://127.0.0.1:${(front.address() as AddressInfo).port}/`,
    customHosts: new Set(['127.0.0.1']),
    authProvider: done => done(null, 'user5@eu.example'),
  });
});

afterAll(async () => {
  front.closeAllConnections();
  front.close();
  await server.close();
});

describe("Microsoft's own client", () => {
  test('is known by its token', async () => {
    expect((await client.api('/me').get()).userPrincipalName).toBe('user5@eu.example');
  });

  test('lists methods', async () => {
    const { value }: Listed = await client.api(`${ME}/methods`).get();
    expect(value[0]?.['@odata.type']).toBe('#microsoft.graph.passwordAuthenticationMethod');
  });

  test('registers an authenticator app and deletes it', async () => {
    const apps = `${ME}/softwareOathMethods`;
    const ids = async (): Promise<string[]> => ((await client.api(apps).get()) as Listed).value.map(({ id }) => id);
    const { id, secretKey }: { id: string; secretKey: string } = await client.api(apps).post({});
    const verificationCode = new TOTP({ secret: Secret.fromBase32(secretKey) }).generate({ timestamp: EPOCH_MS });
    await client.api(`${apps}/${id}/activate`).post({ verificationCode });
    expect(await ids()).toContain(id);
    await client.api(`${apps}/${id}`).delete();
    expect(await ids()).not.toContain(id);
  });

  test('issues a temporary access pass', async () => {
    const pass = await client.api(`${ME}/temporaryAccessPassMethods`).post({ lifetimeInMinutes: 30 });
    expect(pass).toMatchObject({ lifetimeInMinutes: 30, isUsable: true });
  });

  test('pages through the recent activity with its own iterator', async () => {
    const all = await client.api('/auditLogs/signIns').get();
    const first = await client.api('/auditLogs/signIns').filter("userPrincipalName eq 'user5@eu.example'").top(3).get();
    expect(first.value).toHaveLength(3);
    const seen: unknown[] = [];
    await new PageIterator(client, first, signIn => seen.push(signIn) > 0).iterate();
    expect(seen).toEqual(all.value);
    expect(seen.length).toBeGreaterThan(3);
  });

  test('is told what was wrong', async () => {
    const error = await client
      .api(`${ME}/phoneMethods`)
      .post({ phoneNumber: '1' })
      .catch((error: unknown) => error);
    expect(error).toMatchObject({
      statusCode: 400,
      code: 'invalidRequest',
      message: expect.stringContaining('phoneNumber'),
    });
    expect((error as { requestId: string }).requestId).toMatch(/^[\da-f-]{36}$/);
    await expect(client.api('/me').select('id').get()).rejects.toMatchObject({ code: 'Request_UnsupportedQuery' });
  });

  test('over plain http it sends no token: user 0, or whoever the header x-user names', async () => {
    const plain = Client.init({
      baseUrl: `${server.origin}/`,
      customHosts: new Set(['127.0.0.1']),
      authProvider: done => done(null, 'user5@eu.example'),
    });
    expect((await plain.api('/me').get()).userPrincipalName).toBe('user0@eu.example');
    expect((await plain.api('/me').header('x-user', 'user6@eu.example').get()).userPrincipalName).toBe(
      'user6@eu.example',
    );
  });
});
