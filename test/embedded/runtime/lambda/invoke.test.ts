import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvokeResult } from '../../../../localstack/embedded/lambda/invocation.ts';
import { startTestRuntime } from './test-runtime.ts';

let test: ReturnType<typeof startTestRuntime>;
beforeAll(() => {
  test = startTestRuntime();
});
afterAll(() => test.dispose());

const payloadOf = (result: InvokeResult): unknown =>
  'payload' in result ? JSON.parse(result.payload) : { noPayload: result.outcome };

const run = async (source: string, event: unknown = {}, config = {}) => {
  test.register('fn', source, config);
  const result = await test.runtime.invoke('fn', JSON.stringify(event));
  return { result, payload: payloadOf(result) };
};

describe('what a handler sees', () => {
  it('gets the parsed event and answers with JSON', async () => {
    const { result, payload } = await run('exports.handler = async (event) => ({ doubled: event.n * 2 });', { n: 21 });
    expect(result).toMatchObject({ outcome: 'success', requestId: expect.stringMatching(/^request-/) });
    expect(payload).toEqual({ doubled: 42 });
  });

  it('answers null when it returns nothing', async () => {
    expect((await run('exports.handler = async () => {};')).payload).toBeNull();
  });

  it('gets the template’s environment, the variables of Lambda, and nothing else of this process but PATH', async () => {
    process.env.SECRET_OF_THE_PARENT = 'leaked';
    const { payload } = await run(
      'exports.handler = async () => process.env;',
      {},
      {
        environment: { STATE_TABLE: 'state' },
        memoryMb: 256,
      },
    );
    delete process.env.SECRET_OF_THE_PARENT;
    expect(payload).toEqual({
      PATH: process.env.PATH,
      STATE_TABLE: 'state',
      TZ: 'UTC',
      LANG: 'en_US.UTF-8',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'fn',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/fn',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringContaining('[$LATEST]'),
      LAMBDA_TASK_ROOT: expect.any(String),
      _HANDLER: 'index.handler',
    });
  });

  it('gets a context with its request id, its ARN and the time that remains', async () => {
    const { result, payload } = await run(
      'exports.handler = async (_, context) => ({ ...context, left: context.getRemainingTimeInMillis() });',
      {},
      { timeoutSeconds: 5 },
    );
    expect(payload).toMatchObject({
      awsRequestId: result.requestId,
      functionName: 'fn',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
      memoryLimitInMB: '128',
    });
    const { left } = payload as { left: number };
    expect(left).toBeGreaterThan(3_000);
    expect(left).toBeLessThanOrEqual(5_000);
  });

  it('finds ES modules, nested handler paths and modules beside it', async () => {
    const files = { 'dir/main.mjs': 'import { two } from "./two.mjs"; export const go = async () => two;' };
    const two = { 'dir/two.mjs': 'export const two = 2;' };
    const { payload } = await run('', {}, { files: { ...files, ...two }, handler: 'dir/main.go' });
    expect(payload).toBe(2);
  });

  it('has its output captured line by line', async () => {
    test.register('talker', 'exports.handler = async () => { console.log("one\\ntwo"); console.error("three"); };');
    await test.runtime.invoke('talker', '{}');
    await expect.poll(() => [...test.logs.read('talker')].sort()).toEqual(['one', 'three', 'two']);
  });
});

describe('when a function fails', () => {
  it('reports a thrown error by its type, message and trace', async () => {
    const { result, payload } = await run('exports.handler = async () => { throw new RangeError("too far"); };');
    expect(result).toMatchObject({ outcome: 'function-error', functionError: 'Unhandled' });
    expect(payload).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect((payload as { trace: string[] }).trace[0]).toBe('RangeError: too far');
  });

  it.each([
    ['Runtime.ImportModuleError', 'require("./absent");'],
    ['Runtime.UserCodeSyntaxError', 'exports.handler = async ( => 1;'],
    ['Runtime.HandlerNotFound', 'exports.other = 1;'],
    ['Runtime.CallbackHandlerDeprecated', 'exports.handler = (event, context, callback) => callback();'],
    ['TypeError', 'undefined.property;'],
  ])('reports %s when the module cannot be loaded', async (errorType, source) => {
    const { result, payload } = await run(source);
    expect(result.outcome).toBe('function-error');
    expect(payload).toMatchObject({ errorType });
  });

  it('reports an exit of the process, and starts another for the next invocation', async () => {
    test.register('fn', 'exports.handler = async (event) => (event.die ? process.exit(event.code) : process.pid);');
    const first = await test.runtime.invoke('fn', '{}');
    const crashed = await test.runtime.invoke('fn', '{"die":true,"code":3}');
    expect(payloadOf(crashed)).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${crashed.requestId} Error: Runtime exited with error: exit status 3`,
    });
    const next = await test.runtime.invoke('fn', '{}');
    expect(next.outcome).toBe('success');
    expect(payloadOf(next)).not.toEqual(payloadOf(first));
  });

  it('reports a rejection nobody handled', async () => {
    const { payload } = await run(
      'exports.handler = () => { Promise.reject(new Error("forgotten")); return new Promise(() => setInterval(() => {}, 99)); };',
    );
    expect(payload).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: forgotten',
    });
  });

  it('kills what takes longer than the timeout', async () => {
    const { result, payload } = await run('exports.handler = async () => { for (;;); };', {}, { timeoutSeconds: 0.3 });
    expect(result.outcome).toBe('function-error');
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${result.requestId} Error: Task timed out after 0.30 seconds`,
    });
  });

  it('dies of too much memory, as an exit', async () => {
    const { payload } = await run(
      'exports.handler = async () => { const a = []; for (;;) a.push(new Array(1e5).fill(1.5)); };',
    );
    expect(payload).toMatchObject({ errorType: 'Runtime.ExitError' });
  });
});

describe('payload limits', () => {
  it('takes 6,291,456 bytes of request and refuses one more', async () => {
    test.register('fn', 'exports.handler = async (event) => event.length;');
    const largest = `"${'x'.repeat(6_291_454)}"`;
    expect(payloadOf(await test.runtime.invoke('fn', largest))).toBe(6_291_454);
    expect(await test.runtime.invoke('fn', `${largest} `)).toMatchObject({ outcome: 'rejected' });
  });

  it('refuses a response of more than 6,291,556 bytes', async () => {
    const { payload } = await run('exports.handler = async () => "x".repeat(6_291_555);');
    expect(payload).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });
});
