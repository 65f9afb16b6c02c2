import { defineConfig } from 'vitest/config';

/** The console in a browser of this machine, over a pipeline of its own: skipped where there is no Chromium, and that is said. */
export default defineConfig({
  test: {
    // The SDK's advice about Node versions is not for whoever reads test results.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
