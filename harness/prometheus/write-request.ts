/** One series with its samples; times are Unix time, ms. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [atMs: number, value: number])[];
}

/**
 * The body of a remote write, before compression: protobuf `prometheus.WriteRequest`, version 1.
 * https://prometheus.io/docs/specs/prw/remote_write_spec/
 *
 *     WriteRequest { repeated TimeSeries timeseries = 1 }
 *     TimeSeries   { repeated Label labels = 1; repeated Sample samples = 2 }
 *     Label        { string name = 1; string value = 2 }
 *     Sample       { double value = 1; int64 timestamp = 2 }
 */
export function encodeWriteRequest(series: readonly Series[]): Uint8Array {
  return concat(series.map(each => message(1, encodeSeries(each))));
}

function encodeSeries({ name, labels, samples }: Series): Uint8Array {
  // Labels must be sorted by name; empty ones are as good as absent, and not allowed.
  const all = Object.entries({ ...labels, __name__: name }).filter(([, value]) => value !== '');
  all.sort(([a], [b]) => (a < b ? -1 : 1));
  return concat([
    ...all.map(([key, value]) => message(1, concat([text(1, key), text(2, value)]))),
    ...samples.map(([atMs, value]) => message(2, concat([double(1, value), integer(2, atMs)]))),
  ]);
}

/** Wire types: 0 varint, 1 eight bytes, 2 length and bytes. */
function message(field: number, body: Uint8Array): Uint8Array {
  return concat([Uint8Array.of((field << 3) | 2), varint(BigInt(body.length)), body]);
}

function text(field: number, value: string): Uint8Array {
  return message(field, Buffer.from(value, 'utf8'));
}

function double(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = (field << 3) | 1;
  new DataView(bytes.buffer).setFloat64(1, value, true);
  return bytes;
}

function integer(field: number, value: number): Uint8Array {
  return concat([Uint8Array.of(field << 3), varint(BigInt.asUintN(64, BigInt(Math.round(value))))]);
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
