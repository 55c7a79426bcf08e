import { ScriptPromise } from '../../runtime/script-promise.ts';
import { bytesOf, ownBuffer } from './message-data.ts';

/** `Blob` of `k6/websockets`: bytes that do not change. */
export class Blob {
  readonly type: string;
  readonly #bytes: Uint8Array;

  constructor(parts: readonly unknown[] = [], options: { readonly type?: unknown } = {}) {
    this.type = String(options?.type ?? '');
    this.#bytes = Buffer.concat(parts.map(partBytes));
  }

  /** The bytes of a blob; null: it is none. */
  static bytesIn(value: unknown): Uint8Array | null {
    return value instanceof Blob ? value.#bytes : null;
  }

  get size(): number {
    return this.#bytes.byteLength;
  }

  arrayBuffer(): ScriptPromise {
    return ScriptPromise.resolve(ownBuffer(this.#bytes));
  }

  bytes(): ScriptPromise {
    return ScriptPromise.resolve(new Uint8Array(ownBuffer(this.#bytes)));
  }

  text(): ScriptPromise {
    return ScriptPromise.resolve(Buffer.from(this.#bytes).toString('utf8'));
  }

  slice(start?: number, end?: number, type?: unknown): Blob {
    return new Blob([this.#bytes.slice(start, end)], { type: type ?? this.type });
  }
}

function partBytes(part: unknown): Uint8Array {
  return bytesOf(part) ?? Blob.bytesIn(part) ?? Buffer.from(String(part));
}
