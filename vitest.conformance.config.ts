import { defineConfig } from 'vitest/config';
import { Figures } from './test/conformance/figures.ts';

/** What others offer to stand in for AWS: whatever of it this machine lacks is skipped, and said. */
export default defineConfig({
  test: {
    // The SDK's advice about Node versions is not for whoever reads test results.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/conformance/**/*.test.ts'],
    globalSetup: ['test/conformance/setup.ts'],
    reporters: ['default', new Figures()],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
