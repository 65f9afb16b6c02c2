import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By name, each time: what one file sends moves the watermark for those after it. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/** One deployed pipeline and one file after another: what the tests send is in each other's sight. */
export default defineConfig({
  test: {
    // The SDK's advice about Node versions is not for whoever reads test results.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/integration/**/*.test.ts'],
    globalSetup: ['test/integration/local-endpoint.ts'],
    fileParallelism: false,
    sequence: { sequencer: ByName },
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
