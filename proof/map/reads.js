import http from 'k6/http';

/** A load that both cores are about to be full of. */
export const options = {
  scenarios: {
    reads: {
      executor: 'constant-arrival-rate',
      rate: 80,
      duration: '30s',
      preAllocatedVUs: 50,
      maxVUs: 500,
      gracefulStop: '1s',
    },
  },
};

export default function read() {
  const user = Math.floor(Math.random() * Number(__ENV.USERS));
  http.get(`${__ENV.BASE_URL}/v1.0/me/authentication/methods`, { headers: { 'x-user': `user${user}@small.example` } });
}
