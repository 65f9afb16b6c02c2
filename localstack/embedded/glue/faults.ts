import { AwsError } from '../gateway/aws-error.ts';
import type { Operation, Operations } from '../gateway/service.ts';
import { seededRandom } from '../random.ts';

/** What goes wrong before an operation is even looked at. */
export interface GlueFaults {
  /** A share from 0 to 1 of the calls is throttled, the same ones for the same seed. */
  readonly throttling?: { readonly seed: number; readonly share: number } | undefined;
  /** While it is true, every call fails with 503. */
  readonly isDown?: (() => boolean) | undefined;
}

const unavailable = () =>
  new AwsError('ServiceUnavailableException', 'The service is down, as it was told to be.', {
    statusCode: 503,
    intended: true,
  });

/** The same operations, disturbed. */
export function withFaults(operations: Operations, { throttling, isDown }: GlueFaults): Operations {
  const random = throttling && seededRandom(throttling.seed);
  const disturb = (operation: Operation): Operation => {
    return (input, context) => {
      if (isDown?.()) throw unavailable();
      if (throttling && random && random() < throttling.share)
        throw new AwsError('ThrottlingException', 'Rate exceeded');
      return operation(input, context);
    };
  };
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, disturb(operation)]));
}
