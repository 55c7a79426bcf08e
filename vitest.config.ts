import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{mock-service,harness,scenarios,dashboards,bench}/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
