/**
 * Honeycomb, 8 September 2022: workers whose caches are empty at the same time keep each other from filling them, and die with what piles up.
 *
 * What the report says: each worker of the ingest service keeps the schemas of datasets in its memory, and reads one on demand the first time that it needs it.
 * An update of that cache takes a lock of the whole table, so that requests which have nothing to do with it pile up behind a missing entry. On that day
 * workers came to lose their caches in step: latency and memory went up in the shape of shark fins, workers failed their checks and were restarted, with
 * an empty cache each time. Larger workers and a larger database did not help. After more than eight hours a change went out with which a worker fills
 * its cache before it takes traffic.
 *
 * What is assumed:
 * - what put them in step is that all caches are lost at second 30;
 * - the lock is a limit of the store: it answers 60 reads a second, whoever asks, and one that has waited for 3 s has failed;
 * - a worker that holds 250 requests is out of memory, and comes back after 4 s with an empty cache;
 * - who sends an event that is not taken tries again twice, after a second each;
 * - the change is a second pool, whose workers have filled their caches, to which traffic goes over 10 s, and only while it finds nine in ten there;
 * - at a third of the load the caches fill before memory does.
 *
 * What was scaled: the workers to 6, the datasets to 300, the hours to minutes.
 */
import { sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from '../../lib/load.ts';
import { failOver, flush, operatorAt } from '../../lib/operations.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const LOAD = Number(__ENV.LOAD ?? 1);
const IS_FILLED = __ENV.FILLED === 'yes';
const DATASETS = 300;
const TRIES = 3;
const TAGS = { name: 'POST /events/:dataset' };

export const options: Options = {
  scenarios: {
    events: { ...sessions(LOAD, [{ share: LOAD, duration: '200s' }], 1), maxVUs: 20_000 },
    step: operatorAt('30s', 'fallIntoStep'),
    ...(IS_FILLED && { change: operatorAt('90s', 'rollOutTheChange') }),
  },
};

export default function event(): void {
  const url = `${BASE_URL}/events/${Math.floor(Math.random() * DATASETS)}`;
  const headers = { 'x-user': `user${Math.floor(Math.random() * 1_000_000)}` };
  for (let tries = 1; http.get(url, { headers, tags: TAGS }).status !== 200 && tries < TRIES; tries++)
    sleep(0.8 + 0.4 * Math.random());
}

export function fallIntoStep(): void {
  flush('primary');
}

export function rollOutTheChange(): void {
  failOver('alternate', '10s', { hitRatio: '90%' });
}
