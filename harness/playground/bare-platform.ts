import { type AskedPart, PLATFORM_WORDS, type Platform } from '../script/modules/platform.ts';

/** The script asked for something that there is no part of in a report. */
class NotCarried extends Error {
  override readonly name = 'NotCarried';
}

/**
 * What a script finds where there is the language and nothing else.
 * @param asked told of what it asked for in vain, in words: the script may swallow what is thrown
 */
export function barePlatform(asked: (what: string) => void): Platform {
  const without = (name: AskedPart) => (): never => {
    const what = PLATFORM_WORDS[name];
    asked(what);
    throw new NotCarried(`a report does not carry ${what}`);
  };
  return {
    fileOf: without('fileOf'),
    readFile: without('readFile'),
    loadHtml: without('loadHtml'),
    decodeContent: without('decodeContent'),
    compress: without('compress'),
    statusText: without('statusText'),
  };
}
