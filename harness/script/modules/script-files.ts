import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScriptRuntime } from '../runtime/script-runtime.ts';
import { onlyInInit } from './life.ts';

/**
 * `open(path, mode)`: reads a file; each file once, however many VUs ask. Relative paths start from `folder`, which the compiled
 * script adds: that of the file that calls.
 */
export function openFunction(
  runtime: ScriptRuntime,
  baseDirectory: string,
): (path: unknown, mode?: unknown, folder?: string) => string | ArrayBuffer {
  const files = new Map<string, Buffer>();
  return (path, mode, folder = baseDirectory) => {
    onlyInInit(runtime, 'open()');
    const text = String(path);
    if (text === '') throw new TypeError('open() needs the path of a file');
    const file = text.startsWith('file://') ? fileURLToPath(text) : resolve(folder, text);
    let content = files.get(file);
    if (content === undefined) {
      content = read(file, text);
      files.set(file, content);
    }
    if (mode !== 'b') return content.toString('utf8');
    // Each VU may change its own.
    return content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength) as ArrayBuffer;
  };
}

function read(file: string, asWritten: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`open('${asWritten}'): cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}
