import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { FUNCTION_NAMES } from '../function-names.ts';
import type { Settings } from '../settings.ts';
import { FUNCTION_SHAPES } from './function-shapes.ts';
import { type PipelineMetrics, variableOf } from './pipeline-metrics.ts';
import { PRICES } from './prices.ts';

/** What the estimates are per. */
const HOUR = Duration.hours(1);
const HOURS_A_MONTH = 720;
const MILLION = 1_000_000;
const KB = 1_024;
const GB = KB ** 3;
/** What Kinesis counts the records of a provisioned stream in. */
const PUT_UNIT_BYTES = 25 * KB;

/** Dollars an hour by service, and at that rate a month. Without storage, backups, logs, queues, and what senders cost. */
export interface CostEstimate {
  readonly kinesis: IMetric;
  /** Undefined where results are not published. */
  readonly resultsStream: IMetric | undefined;
  readonly dynamoDb: IMetric;
  readonly lambda: IMetric;
  readonly month: IMetric;
}

/** Puts prices on what was used, as CloudWatch counted it. */
export function estimateCost(metrics: PipelineMetrics, settings: Settings): CostEstimate {
  const kinesis = dollars('Kinesis', streamExpression(settings.shards, 'records', 'bytes'), {
    records: metrics.incomingRecords.with({ period: HOUR }),
    bytes: metrics.incomingBytes.with({ period: HOUR }),
  });
  const resultsStream = resultsStreamCost(metrics, settings);
  const dynamoDb = dollars(
    'DynamoDB',
    `(FILL(stateWrites, 0) + FILL(resultWrites, 0)) * ${PRICES.dynamoDbMillionWriteUnits} / ${MILLION}` +
      ` + (FILL(stateReads, 0) + FILL(resultReads, 0)) * ${PRICES.dynamoDbMillionReadUnits} / ${MILLION}`,
    {
      stateWrites: metrics.stateUnits.written.with({ period: HOUR }),
      resultWrites: metrics.resultsUnits.written.with({ period: HOUR }),
      stateReads: metrics.stateUnits.read.with({ period: HOUR }),
      resultReads: metrics.resultsUnits.read.with({ period: HOUR }),
    },
  );
  const lambda = lambdaCost(metrics, settings);
  const parts = { kinesis, ...(resultsStream && { resultsStream }), dynamoDb, lambda };
  const month = new MathExpression({
    label: 'USD a month at this rate',
    expression: `(${Object.keys(parts).join(' + ')}) * ${HOURS_A_MONTH}`,
    usingMetrics: parts,
    period: HOUR,
  });
  return { kinesis, resultsStream, dynamoDb, lambda, month };
}

function resultsStreamCost(
  { resultsStream: published }: PipelineMetrics,
  { resultsStream: shards }: Settings,
): IMetric | undefined {
  if (!published || shards === 'off') return undefined;
  return dollars('Results stream', streamExpression(shards, 'results', 'resultBytes'), {
    results: published.incomingRecords.with({ period: HOUR }),
    resultBytes: published.incomingBytes.with({ period: HOUR }),
  });
}

/**
 * At the least: every record rounds up by itself, and only sums are known. Read by one reader.
 *
 * @param records name of the metric of records in the expression
 * @param bytes that of their bytes
 */
function streamExpression(shards: Settings['shards'], records: string, bytes: string): string {
  const [count, size] = [`FILL(${records}, 0)`, `FILL(${bytes}, 0)`];
  const atLeast = (unitBytes: number) => `IF(${size} > ${count} * ${unitBytes}, ${size} / ${unitBytes}, ${count})`;
  if (shards === 'onDemand') {
    const out = `${size} / ${GB} * ${PRICES.kinesisOnDemandGbOut}`;
    return `${PRICES.kinesisOnDemandHour} + ${atLeast(KB)} * ${KB} / ${GB} * ${PRICES.kinesisOnDemandGbIn} + ${out}`;
  }
  const shardHours = Number((shards * PRICES.kinesisShardHour).toFixed(3));
  return `${shardHours} + ${atLeast(PUT_UNIT_BYTES)} * ${PRICES.kinesisMillionPutUnits} / ${MILLION}`;
}

function lambdaCost(metrics: PipelineMetrics, settings: Settings): IMetric {
  const parts = FUNCTION_NAMES.map((name) => {
    const { invocations, durationMs } = metrics.functions[name];
    const [count, ms] = [`${variableOf(name)}Count`, `${variableOf(name)}Ms`];
    const gb = FUNCTION_SHAPES[name].memoryMb(settings) / KB;
    return {
      requests: `FILL(${count}, 0)`,
      gbSeconds: `FILL(${ms}, 0) * ${gb} / 1000`,
      using: {
        [count]: invocations.with({ period: HOUR }),
        [ms]: durationMs.with({ period: HOUR, statistic: 'Sum' }),
      },
    };
  });
  const total = (terms: readonly string[]) => `(${terms.join(' + ')})`;
  const requests = `${total(parts.map((part) => part.requests))} * ${PRICES.lambdaMillionRequests} / ${MILLION}`;
  const compute = `${total(parts.map((part) => part.gbSeconds))} * ${PRICES.lambdaGbSecond}`;
  return dollars('Lambda', `${requests} + ${compute}`, Object.assign({}, ...parts.map(({ using }) => using)));
}

function dollars(label: string, expression: string, usingMetrics: Record<string, IMetric>): IMetric {
  return new MathExpression({ label, expression, usingMetrics, period: HOUR });
}
