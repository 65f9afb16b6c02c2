import { DeployError } from './deploy-error.ts';
import type { ResourceType } from './resource-type.ts';
import { ACCEPTED_TYPES, acceptedType } from './resources/accepted.ts';
import { compositeAlarm, metricAlarm } from './resources/alarm.ts';
import { bucket } from './resources/bucket.ts';
import { eventSourceMapping } from './resources/event-source-mapping.ts';
import { lambdaFunction } from './resources/function.ts';
import { glueRegistry } from './resources/glue-registry.ts';
import { glueSchema } from './resources/glue-schema.ts';
import { glueSchemaVersion } from './resources/glue-schema-version.ts';
import { glueSchemaVersionMetadata } from './resources/glue-schema-version-metadata.ts';
import { queue } from './resources/queue.ts';
import { schedule } from './resources/schedule.ts';
import { stream } from './resources/stream.ts';
import { table } from './resources/table.ts';

const APPLIED_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudWatch::Alarm': metricAlarm,
  'AWS::CloudWatch::CompositeAlarm': compositeAlarm,
  'AWS::DynamoDB::Table': table,
  'AWS::Glue::Registry': glueRegistry,
  'AWS::Glue::Schema': glueSchema,
  'AWS::Glue::SchemaVersion': glueSchemaVersion,
  'AWS::Glue::SchemaVersionMetadata': glueSchemaVersionMetadata,
  'AWS::Kinesis::Stream': stream,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::S3::Bucket': bucket,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::SQS::Queue': queue,
};

/** What deploys resources of a type. @throws DeployError without a place for a type that is neither applied nor accepted */
export function resourceTypeOf(type: string): ResourceType {
  const applied = APPLIED_TYPES[type];
  if (applied) return applied;
  const accepted = ACCEPTED_TYPES[type];
  if (accepted) return acceptedType(accepted);
  throw new DeployError('this resource type is not supported locally');
}
