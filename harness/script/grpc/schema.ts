import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createRegistry, type DescMethod, type FileRegistry, fromBinary, type Registry } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/google/protobuf/descriptor.json' with { type: 'json' };
import { fileDescriptors } from './file-descriptors.ts';
import { linked } from './linking.ts';

/** A file that says what a service takes and gives cannot be read, or says nothing that can be understood. */
class SchemaError extends Error {
  override name = 'SchemaError';
}

/** Reads `.proto` files and protosets, each list once, however many VUs ask. */
export class SchemaFiles {
  readonly #folder: string;
  readonly #known = new Map<string, FileRegistry>();

  /** @param folder where relative paths start: the script's */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @param importPaths where files are looked for, and those that they import; none: the script's folder
   * @throws SchemaError
   */
  protos(importPaths: readonly string[], files: readonly string[]): FileRegistry {
    return this.#once(JSON.stringify([importPaths, files]), () => {
      const folders = (importPaths.length === 0 ? ['.'] : importPaths).map(path => resolve(this.#folder, path));
      return readProtos(folders, files);
    });
  }

  /** A FileDescriptorSet, as `protoc --descriptor_set_out` writes it. @throws SchemaError */
  protoset(path: string): FileRegistry {
    return this.#once(path, () => {
      const file = resolve(this.#folder, path);
      return described(contentOf(file), file);
    });
  }

  #once(key: string, read: () => FileRegistry): FileRegistry {
    const known = this.#known.get(key) ?? read();
    this.#known.set(key, known);
    return known;
  }
}

function readProtos(folders: readonly string[], files: readonly string[]): FileRegistry {
  const { common } = protobuf;
  // Options of one's own extend what is described there.
  if (common.get('google/protobuf/descriptor.proto') === null)
    common('descriptor', descriptor.nested.google.nested.protobuf.nested);
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => {
    if (common.get(target) !== null) return target;
    const found = folders.map(folder => resolve(folder, target)).find(file => existsSync(file));
    if (found === undefined) throw new SchemaError(`there is no ${target} in ${folders.join(', ')}`);
    return found;
  };
  try {
    root.loadSync([...files], { keepCase: true, preferTrailingComment: false });
    root.resolveAll();
    return linked(fileDescriptors(root));
  } catch (error) {
    if (error instanceof SchemaError) throw error;
    throw new SchemaError(`${files.join(', ')}: ${(error as Error).message}`);
  }
}

function described(bytes: Uint8Array, from: string): FileRegistry {
  try {
    return linked(fromBinary(FileDescriptorSetSchema, bytes).file);
  } catch (error) {
    throw new SchemaError(`${from} is no protoset: ${(error as Error).message}`);
  }
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SchemaError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** What a client knows of services: all that it has loaded. */
export class Schema {
  #registry: Registry | null = null;

  /** Messages inside `google.protobuf.Any` are found here too. */
  get registry(): Registry | null {
    return this.#registry;
  }

  add(more: Registry): void {
    this.#registry = this.#registry === null ? more : createRegistry(this.#registry, more);
  }

  /** @param path `package.Service/Method`, with a `/` before it or not. @throws TypeError if there is no such method */
  method(path: string): DescMethod {
    const [, service = '', name = ''] = /^\/?([^/]+)\/([^/]+)$/.exec(path) ?? [];
    const method = this.#registry?.getService(service)?.methods.find(each => each.name === name);
    if (method !== undefined) return method;
    const known = [...(this.#registry ?? [])].flatMap(type =>
      type.kind === 'service' ? type.methods.map(each => `${type.typeName}/${each.name}`) : [],
    );
    throw new TypeError(
      `there is no method ${JSON.stringify(path)} in what the client has loaded (${known.length === 0 ? 'nothing' : `there are ${known.slice(0, 5).join(', ')}${known.length > 5 ? ' …' : ''}`})`,
    );
  }
}
