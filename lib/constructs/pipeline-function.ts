import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { pinLogicalId } from './logical-id.ts';

interface PipelineFunctionProps {
  readonly description: string;
  /** Folder with the bundle, `index.js` exporting `handler`. */
  readonly bundleDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly permissions: readonly PolicyStatement[];
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly logRetentionDays: RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
  /** X-Ray traces invocations. */
  readonly tracing: boolean;
}

/** A function with its own log group and a role that holds only what it is given. */
export class PipelineFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      removalPolicy: props.logRemovalPolicy,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    for (const statement of props.permissions) role.addToPolicy(statement);
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(props.bundleDirectory),
      handler: 'index.handler',
      environment: { ...props.environment },
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      logGroup,
      role,
    });
    // Operators and runbooks look functions and logs up by these ids.
    pinLogicalId(this.function, id);
    pinLogicalId(logGroup, `${id}Logs`);
    acknowledge(this, {
      'AwsSolutions-IAM5[Resource::*]':
        'X-Ray (PutTraceSegments, PutTelemetryRecords), kinesis:ListStreams and glue:GetSchemaVersion by id take no resource but all.',
    });
    if (!props.tracing)
      acknowledge(this.function, {
        'Serverless-LambdaTracing': 'X-Ray has a price for each trace: a setting, `tracing`.',
      });
    const synchronous =
      'Event source mappings invoke the function synchronously; this applies to asynchronous invocations only.';
    acknowledge(this.function, {
      'Serverless-LambdaDLQ': synchronous,
      'Serverless-LambdaAsyncFailureDestination': synchronous,
    });
  }
}
