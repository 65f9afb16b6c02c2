import { AwsError } from '../gateway/aws-error.ts';

/** The errors of the SQS API reference, with the texts that SQS gives. SDKs see `queryCode`, as in the query protocol. */

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' });
}

export function invalidValue(parameter: string, value: unknown, reason: string): AwsError {
  return invalidParameter(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

export function missingParameter(parameter: string): AwsError {
  const message = `The request must contain the parameter ${parameter}.`;
  return new AwsError('MissingRequiredParameterException', message, { queryCode: 'MissingParameter' });
}

export function unknownAttribute(name: string): AwsError {
  return new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}

export function invalidAttributeValue(name: string, reason: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}. Reason: ${reason}`);
}

export function queueDoesNotExist(): AwsError {
  return sqsError('QueueDoesNotExist', 'The specified queue does not exist.', 'NonExistentQueue');
}

export function queueNameExists(attribute: string): AwsError {
  const message = `A queue already exists with the same name and a different value for attribute ${attribute}`;
  return new AwsError('QueueNameExists', message, { queryCode: 'QueueAlreadyExists' });
}

export function resourceNotFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { statusCode: 404 });
}

export function invalidReceiptHandle(handle: string): AwsError {
  return new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
}

/** An error whose query-protocol code has the service's prefix. */
export function sqsError(code: string, message: string, queryName = code, statusCode = 400): AwsError {
  return new AwsError(code, message, { queryCode: `AWS.SimpleQueueService.${queryName}`, statusCode });
}
