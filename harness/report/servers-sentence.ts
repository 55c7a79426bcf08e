import { count, share } from '../verdict/figures.ts';
import type { ServersFigures } from '../verdict/servers-figures.ts';

/** `proxy servers: CPU 93% and memory 41% at most, 812 requests held by one; 3 died, and 2,436 requests with them; 40 were refused` */
export function serversSentence(figures: ServersFigures): string {
  const { peakCpu, peakMemory, peakHeld, deaths, reset, refused } = figures;
  const parts = [
    `CPU ${share(peakCpu ?? 0)} and memory ${share(peakMemory ?? 0)} at most, ${count(peakHeld ?? 0)} requests held by one`,
    ...(deaths > 0 ? [`${count(deaths)} died for want of memory`] : []),
    ...(reset > 0 ? [`${count(reset)} requests were lost with their server`] : []),
    ...(refused > 0 ? [`${count(refused)} found none alive`] : []),
  ];
  return `proxy servers: ${parts.join('; ')}`;
}
