import type { ScriptRuntime } from '../runtime/script-runtime.ts';
import { onlyInInit } from './life.ts';
import type { Platform } from './platform.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** `open(path, mode)`: reads a file; each file once, however many VUs ask. */
export function openFunction(
  runtime: ScriptRuntime,
  platform: Platform,
): (path: unknown, mode?: unknown, folder?: string) => string | ArrayBuffer {
  const files = new Map<string, Uint8Array>();
  return (path, mode, folder) => {
    onlyInInit(runtime, 'open()');
    const text = String(path);
    if (text === '') throw new TypeError('open() needs the path of a file');
    const file = platform.fileOf(text, folder);
    let content = files.get(file);
    if (content === undefined) {
      content = platform.readFile(file, text);
      files.set(file, content);
    }
    if (mode !== 'b') return decoder.decode(content);
    // Each VU may change its own.
    return content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength) as ArrayBuffer;
  };
}
