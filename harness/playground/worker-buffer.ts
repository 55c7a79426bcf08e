/** What of Node's `Buffer` a virtual drill uses, where there is none. */

type Encoding = 'utf8' | 'latin1' | 'hex' | 'base64' | 'base64url';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** As many arguments as a call takes on every engine. */
const MOST_ARGUMENTS = 8192;

class Bytes extends Uint8Array {
  override toString(encoding: Encoding = 'utf8'): string {
    switch (encoding) {
      case 'utf8':
        return decoder.decode(this);
      case 'latin1':
        return characters(this);
      case 'hex':
        return Array.from(this, byte => byte.toString(16).padStart(2, '0')).join('');
      case 'base64':
        return btoa(characters(this));
      case 'base64url':
        return btoa(characters(this)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    }
  }
}

export const WorkerBuffer = {
  /** A text in an encoding; bytes, copied; or a stretch of an ArrayBuffer, not copied. */
  from(given: string | ArrayLike<number> | ArrayBuffer, encodingOrOffset?: Encoding | number, length?: number): Bytes {
    if (typeof given === 'string') return encoded(given, (encodingOrOffset as Encoding | undefined) ?? 'utf8');
    if (given instanceof ArrayBuffer) return new Bytes(given, encodingOrOffset as number | undefined, length);
    return new Bytes(given);
  },

  alloc: (size: number): Bytes => new Bytes(size),

  /** Bytes of a text in UTF-8. */
  byteLength: (text: string): number => encoder.encode(text).byteLength,

  concat(parts: readonly Uint8Array[]): Bytes {
    const all = new Bytes(parts.reduce((sum, part) => sum + part.byteLength, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.byteLength;
    }
    return all;
  },
};

function encoded(text: string, encoding: Encoding): Bytes {
  switch (encoding) {
    case 'utf8':
      return new Bytes(encoder.encode(text));
    case 'latin1':
      return Bytes.from(text, character => character.charCodeAt(0)) as Bytes;
    case 'hex':
      return Bytes.from(text.match(/[\da-f]{2}/gi) ?? [], pair => Number.parseInt(pair, 16)) as Bytes;
    // Node reads either alphabet under either name, and past what is of neither.
    case 'base64':
    case 'base64url': {
      const [kept = ''] = text.replaceAll('-', '+').replaceAll('_', '/').split('=', 1);
      const letters = kept.replace(/[^A-Za-z0-9+/]/g, '');
      const whole = letters.length % 4 === 1 ? letters.slice(0, -1) : letters;
      return Bytes.from(atob(whole), character => character.charCodeAt(0)) as Bytes;
    }
  }
}

function characters(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += MOST_ARGUMENTS)
    text += String.fromCharCode(...bytes.subarray(at, at + MOST_ARGUMENTS));
  return text;
}
