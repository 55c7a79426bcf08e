import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { systemErrorText } from '../../mock-service/settings/system-error.ts';

const index = z.int().nonnegative();

/** What a log was asked for, in its order: the file beside an import's record that its script replays. No text of the log is in it. */
const trafficSchema = z.strictObject({
  about: z.string(),
  /** By the index that requests have: `GET /products/:id`, and the kind of entry that it looks up or removes. */
  routes: z.array(z.strictObject({ route: z.string(), reads: z.string().nullable(), writes: z.string().nullable() })),
  /** Numbers, in no relation to what the log had: users of all, keys of their kind. */
  requests: z.array(z.tuple([index, index, index])),
});

export type TrafficFile = z.output<typeof trafficSchema>;

/** Reads a traffic file. @throws InputErrors */
export function readTraffic(file: string): TrafficFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw refused(file, `cannot be read: ${systemErrorText(error)}; headroom import leaves it beside import.json`);
  }
  return parseTraffic(text, file);
}

/** The same for a text; `file` is what messages call it. */
export function parseTraffic(text: string, file: string): TrafficFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused(file, 'no JSON: it is what headroom import leaves beside import.json');
  }
  const read = trafficSchema.safeParse(value);
  if (!read.success) {
    const [first] = read.error.issues;
    throw refused(
      file,
      `not what headroom import writes today (${first?.path.join('.') || 'its top'}: ${first?.message}): import the logs again`,
    );
  }
  const { data } = read;
  const unknown = data.requests.findIndex(([route]) => route >= data.routes.length);
  if (unknown >= 0)
    throw refused(
      file,
      `request ${unknown} is of route ${data.requests[unknown]?.[0]}, and there are ${data.routes.length}`,
    );
  return data;
}

function refused(file: string, message: string): InputErrors {
  return new InputErrors([{ file, line: null, column: null, path: '', message }]);
}
