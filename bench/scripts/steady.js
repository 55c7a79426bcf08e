import { check } from 'k6';
import http from 'k6/http';
import { Trend } from 'k6/metrics';

const size = new Trend('answer_size');

export const options = {
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate',
      rate: 2000,
      duration: __ENV.DURATION || '10m',
      preAllocatedVUs: 100,
      maxVUs: 500,
    },
  },
  thresholds: {
    'http_req_duration{scenario:steady}': ['p(99)<800'],
    checks: ['rate>0.99'],
  },
};

export default function () {
  const user = `user${Math.floor(Math.random() * 20000)}@eu.example`;
  const res = http.get(`${__ENV.BASE_URL}/v1.0/me/authentication/methods`, {
    headers: { 'x-user': user },
    tags: { name: 'methods' },
  });
  check(res, { 'methods are listed': r => r.status === 200 });
  size.add(res.body.length);
}
