/** Lookups of two kinds of entries in one cache, independent of each other: three in ten are of the many. */
import http from 'k6/http';
import type { Options } from 'k6/options';
import { zipfSampler } from '../../lib/traffic.ts';
import { arrivals, RATE } from '../lib/load.ts';

const BASE_URL = __ENV.BASE_URL ?? 'http://127.0.0.1:8080';
const FEW = 100;
const MANY = 10_000;
const OF_MANY = 0.3;
const someOfMany = zipfSampler(MANY, 1);

export const options: Options = { scenarios: { lookups: arrivals(RATE) } };

export default function lookup(): void {
  const isMany = Math.random() < OF_MANY;
  const key = isMany ? someOfMany(Math.random) - 1 : Math.floor(Math.random() * FEW);
  http.get(`${BASE_URL}/${isMany ? 'many' : 'few'}/${key}`);
}
