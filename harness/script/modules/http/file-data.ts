/** What `http.file` makes: a file to be uploaded in a multipart body. The field names are k6's. */
export class FileData {
  readonly data: string | Uint8Array;
  readonly filename: string;
  readonly content_type: string;

  constructor(data: string | Uint8Array, filename: string, contentType: string) {
    this.data = data;
    this.filename = filename;
    this.content_type = contentType;
  }
}

/** `http.file(data, filename, contentType)`. @throws TypeError if the data is neither text nor bytes. */
export function file(data: unknown, filename?: unknown, contentType?: unknown): FileData {
  const bytes = bytesOf(data);
  if (typeof data !== 'string' && bytes === null)
    throw new TypeError('http.file() needs a string or an ArrayBuffer as its data');
  return new FileData(
    typeof data === 'string' ? data : (bytes as Uint8Array),
    filename === undefined ? 'file' : String(filename),
    contentType === undefined ? 'application/octet-stream' : String(contentType),
  );
}

/** The bytes of an ArrayBuffer or a view of one; null for anything else. */
export function bytesOf(data: unknown): Uint8Array | null {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return null;
}
