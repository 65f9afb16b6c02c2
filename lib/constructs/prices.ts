/**
 * List prices in us-east-1, USD, as docs/cost.md quotes them with their dates; a test keeps the two together. Estimates on the cost
 * dashboard rest on them.
 */
export const PRICES = {
  kinesisShardHour: 0.015,
  kinesisMillionPutUnits: 0.014,
  kinesisOnDemandHour: 0.04,
  /** Each record rounded up to 1 KB. */
  kinesisOnDemandGbIn: 0.08,
  kinesisOnDemandGbOut: 0.04,
  lambdaMillionRequests: 0.2,
  lambdaGbSecond: 0.0000133334,
  dynamoDbMillionWriteUnits: 0.625,
  dynamoDbMillionReadUnits: 0.125,
  /** A month each. An alarm counts once for every metric that it reads. */
  customMetric: 0.3,
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3,
} as const;
