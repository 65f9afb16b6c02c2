import { AwsError } from '../gateway/aws-error.ts';
import type { Operation, Operations } from '../gateway/service.ts';
import { seededRandom } from '../random.ts';

/** What goes wrong before an operation is even looked at. */
export interface GlueFaults {
  /** A share from 0 to 1 of the calls is throttled, the same ones for the same seed. */
  readonly throttling?: { readonly seed: number; readonly share: number } | undefined;
}

/** The same operations, disturbed. */
export function withFaults(operations: Operations, { throttling }: GlueFaults): Operations {
  const random = throttling && seededRandom(throttling.seed);
  const disturb = (operation: Operation): Operation => {
    return (input, context) => {
      if (throttling && random && random() < throttling.share)
        throw new AwsError('ThrottlingException', 'Rate exceeded');
      return operation(input, context);
    };
  };
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, disturb(operation)]));
}
