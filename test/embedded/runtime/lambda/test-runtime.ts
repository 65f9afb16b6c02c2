import { systemClock } from '../../../../localstack/embedded/lambda/clock.ts';
import type { FunctionConfig } from '../../../../localstack/embedded/lambda/function-config.ts';
import { makeFunctionLogs } from '../../../../localstack/embedded/lambda/function-logs.ts';
import { type LambdaRuntimeOptions, makeLambdaRuntime } from '../../../../localstack/embedded/lambda/runtime.ts';
import { writeFolder } from '../folder.ts';

export type FunctionOverrides = Partial<FunctionConfig> & { files?: Record<string, string> };

/** A runtime whose functions are given as source text; `dispose` ends its processes and removes its files. */
export function startTestRuntime(overrides: Partial<LambdaRuntimeOptions> = {}) {
  const folders: { remove: () => void }[] = [];
  const logs = makeFunctionLogs();
  let requests = 0;
  const runtime = makeLambdaRuntime({
    aws: { endpoint: 'http://127.0.0.1:4566', region: 'us-east-1' },
    logs,
    clock: systemClock,
    requestId: () => {
      requests += 1;
      return `request-${requests}`;
    },
    ...overrides,
  });
  return {
    runtime,
    logs,
    register(name: string, source: string, config: FunctionOverrides = {}) {
      const { files, ...rest } = config;
      const folder = writeFolder(files ?? { 'index.js': source });
      folders.push(folder);
      runtime.register({
        name,
        arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
        codeDir: folder.dir,
        handler: 'index.handler',
        runtime: 'nodejs24.x',
        environment: {},
        memoryMb: 128,
        timeoutSeconds: 10,
        roleArn: 'arn:aws:iam::000000000000:role/fn',
        logging: { group: `/aws/lambda/${name}` },
        ...rest,
      });
    },
    async dispose() {
      await runtime.stop();
      for (const folder of folders) folder.remove();
    },
  };
}
