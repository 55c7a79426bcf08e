import { readFileSync } from 'node:fs';
import type { AnswerBody } from '../service/service.ts';

/** A file of a service's folder, read once. @param path from the folder of the services */
export function serviceAsset(path: string): AnswerBody {
  const text = readFileSync(new URL(`../service/${path}`, import.meta.url), 'utf8');
  return { text: () => text };
}
