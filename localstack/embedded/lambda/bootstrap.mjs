// The code inside a function process. Plain JavaScript, so that a cold start pays for Node and the bundle alone.
// Speaks to its parent over the IPC channel: { type: 'invoke' } in, 'ready' | 'init-error' | 'result' | 'crash' out.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';

/** What an invocation was given, while one runs: crashes outside the handler's promise are reported for it. */
let current;

const send = (message) =>
  new Promise((resolve) => {
    if (process.connected) process.send(message, undefined, undefined, resolve);
    else resolve();
  });

/** The error document of the Node runtime interface. */
function errorDocument(error, errorType) {
  if (!types.isNativeError(error))
    return { errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] };
  return { errorType: errorType ?? error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

const runtimeError = (name, message) => Object.assign(new Error(message), { name });

async function loadModule(root, name) {
  const base = path.resolve(root, name);
  const file = ['.js', '.mjs', '.cjs', '']
    .map((extension) => base + extension)
    .find((candidate) => existsSync(candidate));
  if (file === undefined) throw runtimeError('Runtime.ImportModuleError', `Error: Cannot find module '${name}'`);
  try {
    if (!file.endsWith('.mjs')) return createRequire(file)(file);
  } catch (error) {
    if (error?.code !== 'ERR_REQUIRE_ESM') throw importError(error);
  }
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw importError(error);
  }
}

function importError(error) {
  if (error instanceof SyntaxError) return runtimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
  if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
    return runtimeError('Runtime.ImportModuleError', `Error: ${error.message}`);
  }
  return error;
}

/** `dir/index.handler` names the export `handler` of the module `dir/index`. */
async function loadHandler() {
  const name = process.env._HANDLER;
  const dot = name.indexOf('.', name.lastIndexOf('/') + 1);
  const module = await loadModule(process.env.LAMBDA_TASK_ROOT, name.slice(0, dot));
  const handler = name
    .slice(dot + 1)
    .split('.')
    .reduce((value, key) => value?.[key], module);
  if (typeof handler !== 'function')
    throw runtimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (handler.length > 2) {
    throw runtimeError(
      'Runtime.CallbackHandlerDeprecated',
      `${name} takes a callback; return a value or a promise instead`,
    );
  }
  return handler;
}

function contextOf({ requestId, deadlineMs, functionArn }) {
  const env = process.env;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

async function invoke(handler, request) {
  current = request.requestId;
  let answer;
  try {
    const value = await handler(JSON.parse(request.event), contextOf(request));
    answer = { ok: true, payload: JSON.stringify(value === undefined ? null : value) ?? 'null' };
  } catch (error) {
    answer = { ok: false, payload: JSON.stringify(errorDocument(error)) };
  }
  if (current !== request.requestId) return;
  current = undefined;
  await send({ type: 'result', requestId: request.requestId, ...answer });
}

async function crash(error, errorType, exitCode) {
  const requestId = current;
  current = undefined;
  const payload = JSON.stringify(errorDocument(error, errorType));
  await send(requestId === undefined ? { type: 'init-error', payload } : { type: 'crash', requestId, payload });
  process.exit(exitCode);
}

// A function process never outlives the local AWS, however that ended; an interrupt from the terminal is the parent's to handle.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});
process.on('uncaughtException', (error) => crash(error, undefined, 129));
process.on('unhandledRejection', (reason) => {
  const message = types.isNativeError(reason) ? `${reason.name}: ${reason.message}` : String(reason);
  return crash(Object.assign(new Error(message), { stack: reason?.stack }), 'Runtime.UnhandledPromiseRejection', 128);
});

try {
  const handler = await loadHandler();
  process.on('message', (request) => invoke(handler, request));
  await send({ type: 'ready' });
} catch (error) {
  await crash(error, undefined, 1);
}
