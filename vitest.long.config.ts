import { defineConfig } from 'vitest/config';

/** What takes minutes, for CI, side by side: pipelines that mostly wait, and mutants that only compute. */
export default defineConfig({
  test: {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/failures/**/*.test.ts', 'test/simulation/mutants.test.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
