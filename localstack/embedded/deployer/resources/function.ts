import { z } from 'zod';
import { DeployError } from '../deploy-error.ts';
import { arn } from '../names.ts';
import { integer, TAGS, unsupported } from '../property.ts';
import { resourceType } from '../resource-type.ts';

const MAX_NAME = 64;
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

/** AWS::Lambda::Function, of Node runtimes, with code in a folder of the cloud assembly. A function that exists is replaced. */
export const lambdaFunction = resourceType({
  applied: z.strictObject({
    FunctionName: z.string().optional(),
    Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
    Handler: z.string(),
    Runtime: z.string().regex(/^nodejs\d+\.x$/, { error: 'only nodejs runtimes can run locally' }),
    Role: z.string(),
    Environment: z.strictObject({ Variables: z.record(z.string(), z.string()).default({}) }).optional(),
    MemorySize: integer.pipe(z.int().min(128).max(10_240)).default(DEFAULT_MEMORY_MB),
    Timeout: integer.pipe(z.int().min(1).max(900)).default(DEFAULT_TIMEOUT_SECONDS),
    ReservedConcurrentExecutions: integer.optional(),
    LoggingConfig: z
      .strictObject({
        LogGroup: z.string().optional(),
        LogFormat: z.string().optional(),
        ApplicationLogLevel: z.string().optional(),
        SystemLogLevel: z.string().optional(),
      })
      .default({}),
    PackageType: z.literal('Zip', { error: 'container images cannot run locally' }).optional(),
    Layers: unsupported('bundle the code instead'),
    VpcConfig: unsupported('there is no network to attach to'),
    DeadLetterConfig: unsupported('it applies to asynchronous invocations'),
    FileSystemConfigs: unsupported('there is no file system to mount'),
  }),
  withoutEffect: {
    ...TAGS,
    Architectures: 'the code runs on the processor at hand',
    Description: 'it is for people',
    EphemeralStorage: 'the folder for temporary files is the one of this machine',
    KmsKeyArn: 'nothing is encrypted locally',
    RecursiveLoop: 'loops are not detected locally',
    RuntimeManagementConfig: 'the Node at hand runs the code',
    TracingConfig: 'there is no X-Ray locally',
  },
  async deploy(properties, { location, lambda, name, assetDir }) {
    const functionName = name(properties.FunctionName, MAX_NAME);
    const codeDir = assetDir(properties.Code.S3Key);
    if (codeDir === undefined) {
      throw new DeployError(`the cloud assembly has no folder for asset ${properties.Code.S3Key}; synthesize again`);
    }
    const functionArn = arn(location, 'lambda', `function:${functionName}`);
    lambda.register({
      name: functionName,
      arn: functionArn,
      roleArn: properties.Role,
      codeDir,
      handler: properties.Handler,
      runtime: properties.Runtime,
      environment: properties.Environment?.Variables ?? {},
      memoryMb: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      logging: {
        group: properties.LoggingConfig.LogGroup ?? `/aws/lambda/${functionName}`,
        format: properties.LoggingConfig.LogFormat,
        level: properties.LoggingConfig.ApplicationLogLevel,
      },
    });
    return { ref: functionName, attributes: { Arn: functionArn } };
  },
});
