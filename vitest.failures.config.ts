import { defineConfig } from 'vitest/config';

/** Whole pipelines while things go wrong, each on a local AWS of its own. They mostly wait, so two at once. */
export default defineConfig({
  test: {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/failures/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
