import { deliver, type Receiver, readReceiver } from './deliver.ts';
import { snappyCompress } from './snappy.ts';
import { encodeWriteRequest, type Series } from './write-request.ts';

/** Reads `--remote-write URL`. @returns what is wrong with it, if it is a text */
export function readRemoteWrite(text: string): Receiver | string {
  return readReceiver(text, 'for a Prometheus on this machine http://127.0.0.1:9090/api/v1/write');
}

/**
 * Sends series by Prometheus's remote write, version 1: protobuf in snappy.
 * @returns null, or what went wrong, as `deliver` has it
 */
export function remoteWrite(
  receiver: Receiver,
  series: readonly Series[],
  waitsMs?: readonly number[],
): Promise<string | null> {
  const headers = {
    'content-encoding': 'snappy',
    'content-type': 'application/x-protobuf',
    'x-prometheus-remote-write-version': '0.1.0',
  };
  return deliver(receiver, headers, snappyCompress(encodeWriteRequest(series)) as Uint8Array<ArrayBuffer>, waitsMs);
}
