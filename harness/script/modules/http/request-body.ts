import { COMPRESSIONS, type Compression, type Platform } from '../platform.ts';
import { bytesOf, FileData } from './file-data.ts';

/** A body ready to be sent, and the content type that goes with it where the script names none. */
export interface EncodedBody {
  readonly body: string | Uint8Array;
  readonly contentType: string | null;
}

/**
 * Encodes what a script passes as body: text and bytes as they are, an object as a form, or as multipart if it holds a file.
 * @param boundary what separates the parts of a multipart body. @throws TypeError for anything else.
 */
export function encodeBody(body: unknown, boundary: () => string): EncodedBody {
  if (typeof body === 'string') return { body, contentType: null };
  const bytes = bytesOf(body);
  if (bytes !== null) return { body: bytes, contentType: null };
  if (typeof body !== 'object' || body === null)
    throw new TypeError(
      `a request body is a string, an ArrayBuffer or an object of form fields (got a ${typeof body})`,
    );
  const fields = Object.entries(body);
  if (fields.some(([, value]) => value instanceof FileData)) return multipart(fields, boundary());
  return { body: form(fields), contentType: 'application/x-www-form-urlencoded' };
}

function form(fields: readonly [string, unknown][]): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of fields) {
    if (Array.isArray(value)) for (const item of value) pairs.append(name, String(item));
    else pairs.append(name, String(value));
  }
  return pairs.toString();
}

function multipart(fields: readonly [string, unknown][], boundary: string): EncodedBody {
  const parts: Uint8Array[] = [];
  for (const [name, value] of fields) {
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`;
    if (value instanceof FileData)
      head += `; filename="${quoted(value.filename)}"\r\nContent-Type: ${value.content_type}`;
    const data = value instanceof FileData ? value.data : String(value);
    parts.push(
      Buffer.from(`${head}\r\n\r\n`),
      typeof data === 'string' ? Buffer.from(data) : data,
      Buffer.from('\r\n'),
    );
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(parts), contentType: `multipart/form-data; boundary=${boundary}` };
}

/** WHATWG's escapes for names in a multipart header. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Applies `compression: 'gzip'` or several, `'gzip, br'`, in order. @throws TypeError for an unknown algorithm. */
export function compressBody(
  body: string | Uint8Array,
  compression: unknown,
  platform: Pick<Platform, 'compress'>,
): { body: Uint8Array; encoding: string } {
  const names = String(compression)
    .split(',')
    .map(name => name.trim());
  let result = body;
  for (const name of names) {
    if (!isCompression(name)) throw new TypeError(`unknown compression '${name}': use ${COMPRESSIONS.join(', ')}`);
    result = platform.compress(result, name);
  }
  return { body: result as Uint8Array, encoding: names.join(', ') };
}

function isCompression(name: string): name is Compression {
  return COMPRESSIONS.some(each => each === name);
}
