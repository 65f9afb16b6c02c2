/** A Lambda function as the runtime needs it. */
export interface FunctionConfig {
  readonly name: string;
  readonly arn: string;
  /** The execution role, which event source mappings name in their events. */
  readonly roleArn: string;
  /** Folder holding the function's code; copied on registration, as an upload would be. */
  readonly codeDir: string;
  /** `file.export`, relative to the code folder. */
  readonly handler: string;
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Invocations allowed at once; undefined shares what the account has. */
  readonly reservedConcurrency?: number | undefined;
  readonly logging: {
    readonly group: string;
    /** What logging libraries go by; lines are kept as they are printed. */
    readonly format?: string | undefined;
    readonly level?: string | undefined;
  };
}

/** Where the function processes of this machine find their AWS. */
export interface RuntimeEndpoint {
  readonly endpoint: string;
  readonly region: string;
}

/** Node gets this share of a function's memory as its heap, which leaves room for buffers and code. */
const HEAP_SHARE = 0.9;

export const heapMb = (config: FunctionConfig): number => Math.floor(config.memoryMb * HEAP_SHARE);

/**
 * The complete environment of a function process: the template's variables and those that Lambda sets. From this process only
 * PATH is inherited, so that a function cannot work locally by a variable it would not have when deployed.
 */
export function processEnvironment(config: FunctionConfig, aws: RuntimeEndpoint, codeDir: string, logStream: string) {
  const { format, level } = config.logging;
  return {
    PATH: process.env.PATH,
    TZ: 'UTC',
    LANG: 'en_US.UTF-8',
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...config.environment,
    ...(format === undefined ? {} : { AWS_LAMBDA_LOG_FORMAT: format }),
    ...(level === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: level }),
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: config.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    LAMBDA_TASK_ROOT: codeDir,
    _HANDLER: config.handler,
  };
}
