import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The SDK's advice about Node versions is not for whoever reads test results.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/simulation/mutants.test.ts',
      'test/integration/**',
      'test/interop/**',
      'test/conformance/**',
      'test/failures/**',
      'test/browser/**',
      'node_modules/**',
    ],
    // Two cores run everything; integration tests start their own local AWS on a free port.
    maxWorkers: 2,
    // Modules are loaded once for a worker instead of once for each of 400 files, which took two fifths of the time. No test mocks a
    // module, and who sets an environment variable takes it back.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
