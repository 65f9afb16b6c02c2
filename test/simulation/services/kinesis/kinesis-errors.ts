import {
  ExpiredIteratorException,
  ExpiredNextTokenException,
  InvalidArgumentException,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis';

const $metadata = { httpStatusCode: 400 };

export function invalid(message: string): InvalidArgumentException {
  return new InvalidArgumentException({ message, $metadata });
}

export function notFound(what: string): ResourceNotFoundException {
  return new ResourceNotFoundException({ message: `${what} does not exist`, $metadata });
}

export function iteratorExpired(): ExpiredIteratorException {
  return new ExpiredIteratorException({ message: 'Iterator expired', $metadata });
}

export function tokenExpired(): ExpiredNextTokenException {
  return new ExpiredNextTokenException({ message: 'NextToken expired', $metadata });
}
