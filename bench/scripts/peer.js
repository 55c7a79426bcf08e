import { check } from 'k6';
import http from 'k6/http';

// What peers cannot do goes on in every request: checks, tags, thresholds on tags.
export const options = {
  discardResponseBodies: true,
  scenarios: {
    peer: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE),
      duration: `${__ENV.SECONDS}s`,
      preAllocatedVUs: Number(__ENV.VUS),
      gracefulStop: '5s',
    },
  },
  summaryTrendStats: ['p(50)', 'p(90)', 'p(99)'],
  thresholds: {
    'http_req_duration{scenario:peer}': ['p(99)<60000'],
    'http_req_failed{name:methods}': ['rate<0.01'],
    'checks{part:list}': ['rate>0.99'],
  },
};

const params = { headers: { 'x-user': 'user1@eu.example' }, tags: { name: 'methods', part: 'list' } };
const tests = { 'methods are listed': res => res.status === 200 };

export default function () {
  check(http.get(`${__ENV.BASE_URL}/v1.0/me/authentication/methods`, params), tests, params.tags);
}
