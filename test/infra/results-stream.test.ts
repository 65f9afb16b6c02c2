import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { FUNCTION_SHAPES } from '../../lib/constructs/function-shapes.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../lib/function-names.ts';
import { rolePermissions } from './role-permissions.ts';
import { pipelineTemplates, resource, resourcesOf } from './support.ts';

const templates = pipelineTemplates();
const { state, processing } = templates;
const publishing = pipelineTemplates({ resultsStream: 3 });

const resultsStreams = (template: Template) =>
  Object.keys(resourcesOf(template, 'AWS::Kinesis::Stream')).filter((id) => id !== 'Stream');

describe('the results stream', () => {
  it('is not there by default', () => {
    expect(resultsStreams(state)).toEqual([]);
    // Not by an import either: while one is deployed, CloudFormation keeps the stream in the state stack.
    for (const template of Object.values(templates)) {
      expect(JSON.stringify(template.toJSON())).not.toContain('ResultsStream');
    }
  });

  it('has the shards it is given, is encrypted and keeps a day, and an output names it', () => {
    const { state: published } = publishing;
    expect(resultsStreams(published)).toEqual(['ResultsStream']);
    expect(resource(published, 'ResultsStream').Properties).toEqual({
      RetentionPeriodHours: 24,
      ShardCount: 3,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
    });
    expect(published.toJSON().Outputs.ResultsStreamName.Value).toEqual({ Ref: 'ResultsStream' });
  });

  it('may be on demand and keep longer', () => {
    const published = pipelineTemplates({ resultsStream: 'onDemand', resultsRetentionHours: 48 }).state;
    expect(resource(published, 'ResultsStream').Properties).toMatchObject({
      RetentionPeriodHours: 48,
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    });
    // The stream of events has settings of its own.
    expect(resource(published, 'Stream').Properties).toEqual(resource(state, 'Stream').Properties);
  });

  it('is retained or goes, as the stream of events does', () => {
    const policies = (removalPolicy: 'retain' | 'destroy') => {
      const { state: template } = pipelineTemplates({ resultsStream: 1, removalPolicy });
      return ['Stream', 'ResultsStream'].map((id) => {
        const { DeletionPolicy, UpdateReplacePolicy } = resource(template, id);
        return [DeletionPolicy, UpdateReplacePolicy];
      });
    };
    expect(policies('retain')).toEqual([
      ['Retain', 'Retain'],
      ['Retain', 'Retain'],
    ]);
    expect(policies('destroy')).toEqual([
      ['Delete', 'Delete'],
      ['Delete', 'Delete'],
    ]);
  });
});

describe('where results are published', () => {
  const idOf = (name: FunctionName) => FUNCTION_SHAPES[name].id;
  const variablesOf = (name: FunctionName, template: Template) =>
    resource(template, idOf(name)).Properties.Environment.Variables;

  it('the materializer alone gets the name, and nothing else changes', () => {
    for (const name of FUNCTION_NAMES) {
      const { RESULTS_STREAM: stream, ...others } = variablesOf(name, publishing.processing);
      expect(stream === undefined).toBe(name !== 'materializer');
      expect(others).toEqual(variablesOf(name, processing));
    }
    const { RESULTS_STREAM: value } = variablesOf('materializer', publishing.processing);
    expect(value).toEqual({ 'Fn::ImportValue': expect.stringMatching(/RefResultsStream/) });
  });

  it('the materializer alone may put messages, and nothing else', () => {
    const roles = [...FUNCTION_NAMES.map(idOf), 'KeeperSchedule'].map((id) => `${id}Role`);
    const added = roles.map((role) => {
      const before = rolePermissions(templates, role);
      return [role, rolePermissions(publishing, role).filter((one) => !before.includes(one))];
    });
    expect(Object.fromEntries(added)).toEqual({
      KeeperScheduleRole: [],
      MaterializerRole: ['kinesis:PutRecords ResultsStream'],
      RecoveryRole: [],
      RedriverRole: [],
      StreamProcessorRole: [],
      WatermarkKeeperRole: [],
    });
  });
});
