import { describe, expect, it } from 'vitest';
import { ClientError, connect, systemClock } from '../../src/client/index.ts';
import { sharedHarness } from '../embedded/services/harness.ts';
import { shops } from './support.ts';

const aws = sharedHarness();
const QUEUES = [
  'TasksQueueUrl',
  'PokesQueueUrl',
  'RetryQueueUrl',
  'DlqUrl',
  'LateQueueUrl',
  'UndeliverableQueueUrl',
  'UnrecoveredQueueUrl',
];
const OUTPUTS = ['StreamName', 'StateTableName', 'ResultsTableName', 'ArchiveBucketName', ...QUEUES];

function deploy(outputs: readonly string[]): void {
  aws().registerStack({
    stackName: 'millrace-shops-state',
    status: 'CREATE_COMPLETE',
    resources: [],
    outputs: outputs.map((key) => ({ key, value: `the-${key}` })),
  });
}

const toShops = (opened: string[] = []) =>
  connect(shops, {
    ...aws(),
    clock: systemClock,
    openArchive: (bucket) => {
      opened.push(bucket);
      return { get: async () => undefined };
    },
    registry: { versionById: async () => undefined },
  });

describe('connecting', () => {
  it('to a pipeline that is not deployed says what to run', async () => {
    const failure = toShops();
    await expect(failure).rejects.toThrow(ClientError);
    await expect(failure).rejects.toThrow(
      /^pipeline "shops" is not deployed: run npx cdk deploy -c pipelines=shops --all, or npm start/,
    );
  });

  it('to a deployment of another version says which output it lacks', async () => {
    deploy(OUTPUTS.slice(1));
    await expect(toShops()).rejects.toThrow(/^stack millrace-shops-state has no output StreamName: run npx cdk deploy/);
  });

  it('finds everything by the outputs of the state stack', async () => {
    deploy(OUTPUTS);
    expect((await toShops()).resources).toEqual({
      streamName: 'the-StreamName',
      stateTable: 'the-StateTableName',
      resultsTable: 'the-ResultsTableName',
      archiveBucket: 'the-ArchiveBucketName',
      queues: {
        tasks: 'the-TasksQueueUrl',
        pokes: 'the-PokesQueueUrl',
        retry: 'the-RetryQueueUrl',
        dlq: 'the-DlqUrl',
        late: 'the-LateQueueUrl',
        undeliverable: 'the-UndeliverableQueueUrl',
        unrecovered: 'the-UnrecoveredQueueUrl',
      },
    });
  });

  it('knows the results stream where there is one, and says what to set where not', async () => {
    deploy(OUTPUTS);
    const client = await toShops();
    expect(client.resources).not.toHaveProperty('resultsStream');
    expect(() => client.resultMessages()).toThrow(ClientError);
    expect(() => client.resultMessages()).toThrow(/^pipeline "shops" publishes no results: set resultsStream /);
    deploy([...OUTPUTS, 'ResultsStreamName']);
    expect((await toShops()).resources.resultsStream).toBe('the-ResultsStreamName');
  });

  it('opens the archive of the pipeline', async () => {
    deploy(OUTPUTS);
    const opened: string[] = [];
    await toShops(opened);
    expect(opened).toEqual(['the-ArchiveBucketName']);
  });

  it('knows the aggregations of the definition', async () => {
    deploy(OUTPUTS);
    const client = await toShops();
    // @ts-expect-error: the compiler knows them too
    expect(() => client.results('weekly')).toThrow(/^pipeline "shops" has no aggregation "weekly": it has hourly$/);
  });
});
