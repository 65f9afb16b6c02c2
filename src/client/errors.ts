import type { Pipeline } from '../engine/pipeline.ts';

/** Something the caller can put right; the message is one line that says what to do. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
}

/** The caller has named what the definition does not have. */
export class UnknownName extends ClientError {}

export function unknownAggregation({ name, aggregations }: Pipeline, wanted: string): ClientError {
  const known = aggregations.map((aggregation) => aggregation.name).join(', ');
  return new UnknownName(`pipeline "${name}" has no aggregation "${wanted}": it has ${known}`);
}

export function noResultsStream({ name }: Pipeline): ClientError {
  return new ClientError(
    `pipeline "${name}" publishes no results: set resultsStream (docs/results.md) and deploy it again`,
  );
}
