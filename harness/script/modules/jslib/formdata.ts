/** Stands in for `https://jslib.k6.io/formdata`: a multipart body, part by part. Part of scripts. */

/** What `http.file` makes, or an object like it. */
interface FilePart {
  data: string | ArrayBuffer | ArrayBufferView;
  filename?: string;
  content_type?: string;
}

export class FormData {
  /** What separates the parts: the script names it in `Content-Type`. */
  boundary = `form-data-${pseudoRandomHex()}${pseudoRandomHex()}`;
  pieces: Uint8Array[] = [];

  /** @param value text, bytes or a file; @param filename of bytes or a file, where the file has none */
  append(name: string, value: unknown, filename?: string): void {
    const file = fileOf(value, filename);
    let head = `--${this.boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`;
    if (file !== null)
      head += `; filename="${quoted(file.filename ?? 'blob')}"\r\nContent-Type: ${file.content_type ?? 'application/octet-stream'}`;
    this.pieces.push(utf8(`${head}\r\n\r\n`), bytesOf(file === null ? String(value) : file.data), utf8('\r\n'));
  }

  /** What `http.post` sends. */
  body(): ArrayBuffer {
    const all = [...this.pieces, utf8(`--${this.boundary}--\r\n`)];
    const body = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of all) {
      body.set(piece, at);
      at += piece.length;
    }
    return body.buffer;
  }
}

function fileOf(value: unknown, filename?: string): FilePart | null {
  if (typeof value !== 'object' || value === null) return null;
  const isBytes = value instanceof ArrayBuffer || ArrayBuffer.isView(value);
  const file: FilePart | null = isBytes ? { data: value } : 'data' in value ? (value as FilePart) : null;
  return file === null || filename === undefined ? file : { filename, ...file };
}

function bytesOf(data: FilePart['data']): Uint8Array {
  if (typeof data === 'string') return utf8(data);
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** WHATWG's escapes for names in a multipart header. */
function quoted(name: string): string {
  return name.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function pseudoRandomHex(): string {
  return Math.floor(Math.random() * 0x100000000)
    .toString(16)
    .padStart(8, '0');
}
