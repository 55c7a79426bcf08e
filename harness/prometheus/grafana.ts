import { deliver, type Receiver, readReceiver } from './deliver.ts';

/** What Grafana's annotations API takes (`POST /api/annotations`): a moment, or with `timeEnd` a region; Unix times, ms. */
export interface Annotation {
  readonly time: number;
  readonly timeEnd?: number;
  readonly tags: readonly string[];
  readonly text: string;
}

/** Reads `--annotate URL`, where a Grafana is. @param token of a service account; the URL's own user goes before it. @returns what is wrong, if it is a text */
export function readGrafana(text: string, token: string | undefined): Receiver | string {
  const receiver = readReceiver(text, 'for a Grafana on this machine http://127.0.0.1:3000');
  if (typeof receiver === 'string') return receiver;
  const url = new URL(receiver.url);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/api/annotations`;
  const bearer = token === undefined || token === '' ? null : `Bearer ${token}`;
  return { url: url.href, authorization: receiver.authorization ?? bearer };
}

/** Sends them one after another, up to the first that is not taken. @returns null, or what went wrong, as `deliver` has it */
export async function annotate(
  grafana: Receiver,
  annotations: readonly Annotation[],
  waitsMs?: readonly number[],
): Promise<string | null> {
  for (const annotation of annotations) {
    const body = JSON.stringify(annotation);
    const problem = await deliver(grafana, { 'content-type': 'application/json' }, body, waitsMs);
    if (problem !== null) return problem;
  }
  return null;
}
