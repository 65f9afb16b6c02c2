import { defineConfig } from 'vitest/config';

/** Libraries of other languages: whatever of them this machine lacks is skipped, and said. */
export default defineConfig({
  test: {
    // The SDK's advice about Node versions is not for whoever reads test results.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/interop/**/*.test.ts'],
    globalSetup: ['test/interop/setup.ts'],
    // A virtual machine each.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
