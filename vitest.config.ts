import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{mock-service,harness,proof,scenarios,dashboards,bench}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Tests that measure time live beside those that compute: both cores of a small machine, and no more.
    maxWorkers: 2,
  },
});
