import type { Platform } from '../script/modules/platform.ts';

/** The script asked for something that there is no part of in a report. */
export class NotCarried extends Error {
  override readonly name = 'NotCarried';
}

/**
 * What a script finds where there is the language and nothing else.
 * @param asked told of what it asked for in vain: the script may swallow what is thrown
 */
export function barePlatform(asked: (what: string) => void): Platform {
  const without = (what: string) => (): never => {
    asked(what);
    throw new NotCarried(`a report does not carry ${what}`);
  };
  return {
    fileOf: without('the files that the script opens'),
    readFile: without('the files that the script opens'),
    loadHtml: without('the reader of HTML'),
    decodeContent: without('the compression of bodies'),
    compress: without('the compression of bodies'),
    statusText: without('the words of HTTP statuses'),
  };
}
