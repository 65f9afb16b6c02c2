import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { pinLogicalId } from './logical-id.ts';

interface PipelineTablesProps {
  readonly settings: Settings;
  readonly removalPolicy: RemovalPolicy;
}

/** The state table (partials, marks, progress) and the results table. */
export class PipelineTables extends Construct {
  readonly state: Table;
  readonly results: Table;

  constructor(scope: Construct, id: string, props: PipelineTablesProps) {
    super(scope, id);
    // `ttl` only collects garbage the keeper has announced as expired; no result depends on when DynamoDB gets to it.
    this.state = this.makeTable('StateTable', props, { sortKeyType: AttributeType.STRING, timeToLiveAttribute: 'ttl' });
    // The sort key is the window's start in epoch milliseconds.
    this.results = this.makeTable('ResultsTable', props, { sortKeyType: AttributeType.NUMBER });
  }

  private makeTable(
    id: string,
    { settings, removalPolicy }: PipelineTablesProps,
    shape: { readonly sortKeyType: AttributeType; readonly timeToLiveAttribute?: string },
  ): Table {
    const { sortKeyType, ...rest } = shape;
    const table = new Table(this, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: sortKeyType },
      ...rest,
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery },
      deletionProtection: settings.removalPolicy === 'retain',
      removalPolicy,
    });
    pinLogicalId(table, id);
    if (!settings.pointInTimeRecovery) {
      acknowledge(table, {
        'AwsSolutions-DDB3': 'Point-in-time recovery is switched off by the setting pointInTimeRecovery.',
      });
    }
    return table;
  }
}
