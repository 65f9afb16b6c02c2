import { describe, expect, it } from 'vitest';
import { aggregation, definePipeline, type EventSchema, eventType, minutes, tumbling } from '../../src/engine/index.ts';
import { rolePermissions } from './role-permissions.ts';
import { pipelineApp, resource, resourcesOf, templatesOf } from './support.ts';

const avro = (...fields: string[]): string =>
  JSON.stringify({ type: 'record', name: 'Vote', fields: fields.map((name) => ({ name, type: 'long' })) });

/** A pipeline on registered records: one event type of three versions, one of so many that not all fit into an environment. */
function registered(oldVersions: number) {
  const votes: EventSchema<{ at: bigint }> = {
    format: 'AVRO',
    versions: [1, 2, 3].map((version) => ({ version, definition: avro('at', `f${version}`) })),
  };
  const ballots: EventSchema<{ at: bigint }> = {
    format: 'AVRO',
    versions: Array.from({ length: oldVersions }, (_, index) => ({
      version: index + 1,
      definition: avro('at', `f${index + 1}`),
    })),
  };
  const common = { eventTimeMs: (event: { at: bigint }) => Number(event.at), partitionKey: () => 'all' };
  const vote = eventType('vote', { schema: votes, ...common, compatibility: 'FULL_ALL' });
  const ballot = eventType('paper-ballot', { schema: ballots, ...common });
  return definePipeline({
    name: 'tally',
    records: { format: 'glue' },
    events: [vote, ballot],
    watermark: { outOfOrdernessMs: 0, futureBoundMs: 0, idleAfterMs: minutes(1), idle: 'hold' },
    aggregations: [
      aggregation('byOption', {
        from: [vote, ballot],
        key: () => 'all',
        window: tumbling(minutes(1)),
        allowedLatenessMs: 0,
        measures: (m) => ({ votes: m.count() }),
      }),
    ],
  });
}

const templates = templatesOf(pipelineApp({}, { byOption: 'cafe' }, registered(2)));
const { state } = templates;

describe('schemas', () => {
  it('are in a registry named after the pipeline, which readers find by an output', () => {
    expect(resource(state, 'SchemaRegistry')).toMatchObject({
      Type: 'AWS::Glue::Registry',
      Properties: { Name: 'millrace-tally' },
      DeletionPolicy: 'Retain',
    });
    expect(state.toJSON().Outputs.SchemaRegistryName).toMatchObject({ Value: 'millrace-tally' });
  });

  it('are named like their event types, with the format and the compatibility declared and their first version', () => {
    expect(resource(state, 'SchemaVote')).toMatchObject({
      Type: 'AWS::Glue::Schema',
      Properties: {
        Name: 'vote',
        Registry: { Arn: { 'Fn::GetAtt': ['SchemaRegistry', 'Arn'] } },
        DataFormat: 'AVRO',
        Compatibility: 'FULL_ALL',
        CheckpointVersion: { IsLatest: true },
        SchemaDefinition: avro('at', 'f1'),
      },
      DeletionPolicy: 'Retain',
    });
    expect(resource(state, 'SchemaPaperBallot').Properties).toMatchObject({
      Name: 'paper-ballot',
      Compatibility: 'BACKWARD',
    });
  });

  it('have one resource for each later version, made in order and kept whatever happens to the template', () => {
    const versions = ['SchemaVoteV2', 'SchemaVoteV3', 'SchemaPaperBallotV2'];
    expect(Object.keys(resourcesOf(state, 'AWS::Glue::SchemaVersion')).sort()).toEqual([...versions].sort());
    for (const name of versions) {
      expect(resource(state, name)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    expect(resource(state, 'SchemaVoteV3')).toMatchObject({
      Properties: {
        Schema: { SchemaArn: { 'Fn::GetAtt': ['SchemaVote', 'Arn'] } },
        SchemaDefinition: avro('at', 'f3'),
      },
      DependsOn: ['SchemaVoteV2'],
    });
    expect(resource(state, 'SchemaVoteV2')).toMatchObject({ DependsOn: ['SchemaVote'] });
  });

  it('go with the stack where the pipeline may be destroyed, versions with their schema', () => {
    const destroyed = templatesOf(pipelineApp({ removalPolicy: 'destroy' }, { byOption: 'cafe' }, registered(2)));
    expect(resource(destroyed.state, 'SchemaVote')).toMatchObject({ DeletionPolicy: 'Delete' });
    expect(resource(destroyed.state, 'SchemaVoteV2')).toMatchObject({ DeletionPolicy: 'Retain' });
  });

  it('are no resources of a pipeline whose records carry no header', () => {
    const bare = templatesOf(pipelineApp());
    for (const type of ['Registry', 'Schema', 'SchemaVersion']) {
      expect(resourcesOf(bare.state, `AWS::Glue::${type}`)).toEqual({});
    }
    expect(variablesOf(bare).SCHEMA_VERSIONS).toBe('{}');
    expect(rolePermissions(bare, 'StreamProcessorRole').filter((action) => action.startsWith('glue'))).toEqual([]);
  });
});

describe('the processor', () => {
  it('is told the ids of the committed versions', () => {
    const [, parts] = variablesOf(templates).SCHEMA_VERSIONS['Fn::Join'];
    const text = parts.map((part: unknown) => (typeof part === 'string' ? part : '<id>')).join('');
    expect(JSON.parse(text)).toEqual({
      'vote/3': '<id>',
      'vote/2': '<id>',
      'paper-ballot/2': '<id>',
      'vote/1': '<id>',
      'paper-ballot/1': '<id>',
    });
  });

  it('is told of as many as fit into its environment, the newest', () => {
    const many = templatesOf(pipelineApp({}, { byOption: 'cafe' }, registered(80)));
    const [, parts] = variablesOf(many).SCHEMA_VERSIONS['Fn::Join'];
    const text = parts
      .map((part: unknown) => (typeof part === 'string' ? part : '00112233-4455-6677-8899-aabbccddeeff'))
      .join('');
    const told = Object.keys(JSON.parse(text));
    expect(told).toHaveLength(30);
    // Many versions of one event type do not push out those of another.
    for (const name of ['vote/1', 'vote/2', 'vote/3', 'paper-ballot/80', 'paper-ballot/54'])
      expect(told).toContain(name);
    // Lambda allows 4 KB for all variables of a function.
    expect(text.length).toBeLessThan(2_500);
  });

  it('may ask for a version by its id', () => {
    expect(rolePermissions(templates, 'StreamProcessorRole')).toContain('glue:GetSchemaVersion *');
    for (const role of ['WatermarkKeeperRole', 'MaterializerRole']) {
      expect(rolePermissions(templates, role).filter((action) => action.startsWith('glue'))).toEqual([]);
    }
  });
});

// biome-ignore lint/suspicious/noExplicitAny: a template is free JSON, and tests compare its values
function variablesOf({ processing }: typeof templates): Record<string, any> {
  return resource(processing, 'StreamProcessor').Properties.Environment.Variables;
}
