import { arn, stableUuid } from '../names.ts';
import type { DeployedResource, ResourceContext, ResourceType } from '../resource-type.ts';

/** A type that templates may contain and that does nothing here. */
interface AcceptedType {
  readonly reason: string;
  /** What the rest of the template sees of it, by its physical name. */
  readonly identify: (name: string, context: ResourceContext) => DeployedResource;
  /** Property that holds a name given to it. */
  readonly nameProperty?: string;
}

const MAX_NAME = 64;

const byName = (name: string): DeployedResource => ({ ref: name, attributes: {} });
const withArn =
  (service: string, kind: string) =>
  (name: string, { location }: ResourceContext): DeployedResource => {
    return { ref: name, attributes: { Arn: arn(location, service, `${kind}${name}`) } };
  };
const globalArn =
  (kind: string) =>
  (name: string, { location }: ResourceContext): DeployedResource => {
    return { ref: name, attributes: { Arn: `arn:aws:iam::${location.account}:${kind}/${name}` } };
  };

const NO_IAM = 'nothing is authorized locally';

/** Every type that is accepted without effect, and why. */
export const ACCEPTED_TYPES: Readonly<Record<string, AcceptedType>> = {
  'AWS::CDK::Metadata': { reason: 'it counts uses of constructs', identify: byName },
  'AWS::CloudWatch::Dashboard': {
    reason: 'nothing draws it locally; GetMetricData has the numbers',
    nameProperty: 'DashboardName',
    identify: byName,
  },
  'AWS::IAM::ManagedPolicy': {
    reason: NO_IAM,
    identify: (name, context) => {
      const { attributes } = globalArn('policy')(name, context);
      return { ref: attributes.Arn ?? name, attributes };
    },
  },
  'AWS::IAM::Policy': { reason: NO_IAM, identify: byName },
  'AWS::IAM::Role': {
    reason: NO_IAM,
    nameProperty: 'RoleName',
    identify: (name, context) => {
      const { ref, attributes } = globalArn('role')(name, context);
      return { ref, attributes: { ...attributes, RoleId: stableUuid(context.stackName, context.logicalId) } };
    },
  },
  'AWS::KMS::Alias': { reason: 'nothing is encrypted locally', nameProperty: 'AliasName', identify: byName },
  'AWS::KMS::Key': {
    reason: 'nothing is encrypted locally',
    identify: (_, { location, stackName, logicalId }) => {
      const id = stableUuid(stackName, logicalId);
      return { ref: id, attributes: { Arn: arn(location, 'kms', `key/${id}`), KeyId: id } };
    },
  },
  'AWS::Lambda::Permission': { reason: NO_IAM, identify: byName },
  'AWS::Logs::LogGroup': {
    reason: 'what functions print is kept beside the data directory or in memory',
    nameProperty: 'LogGroupName',
    identify: (name, { location }) => ({
      ref: name,
      attributes: { Arn: arn(location, 'logs', `log-group:${name}:*`) },
    }),
  },
  'AWS::Logs::MetricFilter': {
    reason: 'metrics come from what functions print in the Embedded Metric Format',
    identify: byName,
  },
  'AWS::Logs::QueryDefinition': {
    reason: 'there is no Logs Insights locally',
    identify: (_, { stackName, logicalId }) => {
      const id = stableUuid(stackName, logicalId);
      return { ref: id, attributes: { QueryDefinitionId: id } };
    },
  },
  'AWS::S3::BucketPolicy': { reason: NO_IAM, identify: byName },
  'AWS::Scheduler::ScheduleGroup': {
    reason: 'a group is only a part of the names of its schedules',
    nameProperty: 'Name',
    identify: withArn('scheduler', 'schedule-group/'),
  },
  'AWS::SNS::Subscription': { reason: 'nothing is published locally', identify: byName },
  'AWS::SNS::Topic': {
    reason: 'only alarms publish to topics, and what an alarm would have told is kept in its history',
    nameProperty: 'TopicName',
    identify: (name, { location }) => {
      const topicArn = arn(location, 'sns', name);
      return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
    },
  },
  'AWS::SNS::TopicPolicy': { reason: NO_IAM, identify: byName },
  'AWS::SQS::QueuePolicy': { reason: NO_IAM, identify: byName },
};

export function acceptedType(type: AcceptedType): ResourceType {
  return {
    checkNames: () => {},
    async deploy(properties, context) {
      const given = type.nameProperty === undefined ? undefined : properties[type.nameProperty];
      return type.identify(context.name(typeof given === 'string' ? given : undefined, MAX_NAME), context);
    },
  };
}
