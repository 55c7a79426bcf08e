import { fromBinary, fromJson, type Registry, toBinary, toJson } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { RpcCall, RpcConnection, RpcEnd, RpcListener, RpcMetadata } from '../../transport/rpc.ts';
import { statusName } from '../modules/grpc-constants.ts';
import { linked } from './linking.ts';
import { ownMessage, REFLECTION_VERSIONS } from './own-protos.ts';

const UNIMPLEMENTED = 12;

/** What is asked (grpc/reflection/v1/reflection.proto). */
type Question =
  | { readonly listServices: string }
  | { readonly fileContainingSymbol: string }
  | { readonly fileByFilename: string };

interface Answer {
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto?: readonly string[] };
  readonly listServicesResponse?: { readonly service?: readonly { readonly name?: string }[] };
  readonly errorResponse?: { readonly errorMessage?: string };
}

/** One of them, once. */
interface Asker {
  found(registry: Registry): void;
  failed(why: string): void;
}

/** Asks a server by its reflection service for the descriptors of all its services, and of what they import. */
export class Reflection implements RpcListener {
  readonly #connection: RpcConnection;
  readonly #metadata: RpcMetadata;
  readonly #timeoutMs: number;
  readonly #asker: Asker;
  readonly #versions: string[] = [...REFLECTION_VERSIONS];
  readonly #open: Question[] = [];
  readonly #files = new Map<string, FileDescriptorProto>();
  readonly #asked = new Set<string>();
  #version = '';
  #call: RpcCall | null = null;

  constructor(connection: RpcConnection, metadata: RpcMetadata, timeoutMs: number, asker: Asker) {
    this.#connection = connection;
    this.#metadata = metadata;
    this.#timeoutMs = timeoutMs;
    this.#asker = asker;
    this.#begin();
  }

  abort(): void {
    this.#call?.abort();
  }

  headers(): void {}

  message(bytes: Uint8Array): void {
    let answer: Answer;
    try {
      answer = this.#read(bytes);
      this.#learn(answer);
    } catch (error) {
      return this.#fail(`its reflection cannot be understood: ${(error as Error).message}`);
    }
    if (answer.errorResponse !== undefined)
      return this.#fail(`its reflection says: ${answer.errorResponse.errorMessage ?? 'no'}`);
    const next = this.#open.shift();
    if (next !== undefined) return this.#ask(next);
    this.abort();
    try {
      this.#asker.found(linked([...this.#files.values()]));
    } catch (error) {
      this.#asker.failed(`its reflection cannot be understood: ${(error as Error).message}`);
    }
  }

  ended({ status, details }: RpcEnd): void {
    if (status === UNIMPLEMENTED && this.#versions.length > 0) return this.#begin();
    this.#asker.failed(
      status === UNIMPLEMENTED ? 'it has no reflection' : `its reflection ended: ${statusName(status)}: ${details}`,
    );
  }

  #begin(): void {
    this.#version = this.#versions.shift() as string;
    const path = `/grpc.reflection.${this.#version}.ServerReflection/ServerReflectionInfo`;
    const request = { path, metadata: this.#metadata, authority: null, timeoutMs: this.#timeoutMs };
    this.#call = this.#connection.call(request, this);
    this.#ask({ listServices: '*' });
  }

  #ask(question: Question): void {
    const message = ownMessage(`grpc.reflection.${this.#version}.ServerReflectionRequest`);
    this.#call?.send(toBinary(message, fromJson(message, { ...question })));
  }

  #read(bytes: Uint8Array): Answer {
    const message = ownMessage(`grpc.reflection.${this.#version}.ServerReflectionResponse`);
    return toJson(message, fromBinary(message, bytes)) as Answer;
  }

  #learn({ listServicesResponse, fileDescriptorResponse }: Answer): void {
    for (const { name = '' } of listServicesResponse?.service ?? []) this.#open.push({ fileContainingSymbol: name });
    for (const text of fileDescriptorResponse?.fileDescriptorProto ?? []) {
      const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(text, 'base64'));
      this.#files.set(file.name, file);
    }
    for (const { dependency } of [...this.#files.values()])
      for (const name of dependency) {
        if (this.#files.has(name) || this.#asked.has(name)) continue;
        this.#asked.add(name);
        this.#open.push({ fileByFilename: name });
      }
  }

  #fail(why: string): void {
    this.abort();
    this.#asker.failed(why);
  }
}
