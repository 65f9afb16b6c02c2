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
  readonly dynamoDb: IMetric;
  readonly lambda: IMetric;
  readonly month: IMetric;
}

/** Puts prices on what was used, as CloudWatch counted it. */
export function estimateCost(metrics: PipelineMetrics, settings: Settings): CostEstimate {
  const kinesis = dollars('Kinesis', streamExpression(settings), {
    records: metrics.incomingRecords.with({ period: HOUR }),
    bytes: metrics.incomingBytes.with({ period: HOUR }),
  });
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
  const month = new MathExpression({
    label: 'USD a month at this rate',
    expression: `(kinesis + dynamoDb + lambda) * ${HOURS_A_MONTH}`,
    usingMetrics: { kinesis, dynamoDb, lambda },
    period: HOUR,
  });
  return { kinesis, dynamoDb, lambda, month };
}

/** At the least: every record rounds up by itself, and only sums are known. */
function streamExpression({ shards }: Settings): string {
  const atLeast = (unitBytes: number) =>
    `IF(FILL(bytes, 0) > FILL(records, 0) * ${unitBytes}, FILL(bytes, 0) / ${unitBytes}, FILL(records, 0))`;
  if (shards === 'onDemand') {
    const out = `FILL(bytes, 0) / ${GB} * ${PRICES.kinesisOnDemandGbOut}`;
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
