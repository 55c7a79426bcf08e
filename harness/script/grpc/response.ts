import {
  create,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonValue,
  type Registry,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import type { RpcEnd, RpcMetadata } from '../../transport/rpc.ts';
import { STATUS_INTERNAL, STATUS_OK } from '../modules/grpc-constants.ts';
import { ownMessage } from './own-protos.ts';

/** What a script gets of an error of gRPC. */
export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly details: readonly JsonValue[];
}

/** What `client.invoke` returns. */
export interface Response {
  readonly status: number;
  /** Null: there is none, or nobody wanted it. */
  readonly message: JsonValue;
  /** Each name with its values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly trailers: Readonly<Record<string, readonly string[]>>;
  /** Null: the call went well. */
  readonly error: RpcError | null;
}

/** A message of a script as bytes. @throws TypeError for what is not of that kind */
export function encoded(message: DescMessage, value: unknown, registry: Registry | null): Uint8Array {
  if (typeof value !== 'object' || value === null)
    throw new TypeError(`a message is an object (got ${value === null ? 'null' : `a ${typeof value}`})`);
  try {
    // What scripts leave undefined is not there.
    const json = JSON.parse(JSON.stringify(value)) as JsonValue;
    return toBinary(message, fromJson(message, json, options(registry)));
  } catch (error) {
    throw new TypeError((error as Error).message);
  }
}

/** Bytes as scripts see messages: by the JSON mapping of protobuf, with what is zero. @throws Error for what is not of that kind */
export function decoded(message: DescMessage, bytes: Uint8Array, registry: Registry | null): JsonValue {
  return toJson(message, fromBinary(message, bytes), { ...options(registry), alwaysEmitImplicit: true });
}

function options(registry: Registry | null): { registry?: Registry } {
  return registry === null ? {} : { registry };
}

/** @param bytes the message; null: none came, or nobody wants it */
export function responseOf(
  { status, details, trailers }: RpcEnd,
  headers: RpcMetadata,
  output: DescMessage,
  bytes: Uint8Array | null,
  registry: Registry | null,
): Response {
  const both = { headers: valuesByName(headers), trailers: valuesByName(trailers) };
  if (status !== STATUS_OK)
    return { status, message: null, ...both, error: errorOf(status, details, trailers, registry) };
  try {
    return { status, message: bytes === null ? null : decoded(output, bytes, registry), ...both, error: null };
  } catch (error) {
    const message = `the answer is no ${output.typeName}: ${(error as Error).message}`;
    return { status: STATUS_INTERNAL, message: null, ...both, error: { code: STATUS_INTERNAL, message, details: [] } };
  }
}

/** What a server says of an error beyond its code is in the trailers (`google.rpc.Status`). */
export function errorOf(code: number, message: string, trailers: RpcMetadata, registry: Registry | null): RpcError {
  const found = trailers.find(([name]) => name === 'grpc-status-details-bin')?.[1];
  if (!(found instanceof Uint8Array)) return { code, message, details: [] };
  try {
    const status = fromBinary(ownMessage('google.rpc.Status'), found) as unknown as {
      details: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
    };
    return { code, message, details: status.details.map(any => detailOf(any, registry)) };
  } catch {
    return { code, message, details: [] };
  }
}

/** As JSON has an Any; of a kind that the client has not loaded, its bytes in base64. */
function detailOf({ typeUrl, value }: { typeUrl: string; value: Uint8Array }, registry: Registry | null): JsonValue {
  try {
    return toJson(AnySchema, create(AnySchema, { typeUrl, value }), options(registry));
  } catch {
    return { '@type': typeUrl, value: Buffer.from(value).toString('base64') };
  }
}

function valuesByName(metadata: RpcMetadata): Record<string, string[]> {
  const names: Record<string, string[]> = {};
  for (const [name, value] of metadata) {
    const values = (names[name] ??= []);
    values.push(typeof value === 'string' ? value : Buffer.from(value).toString('latin1'));
  }
  return names;
}
