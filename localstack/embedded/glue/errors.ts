import { AwsError } from '../gateway/aws-error.ts';

/**
 * The errors of Glue Schema Registry. Clients branch on `Schema is not found.` and `Schema version is not found.`, and the service
 * says no more than that; the other texts name what they are about. All are HTTP 400, whatever the API reference says of 404 and 409.
 */

export function registryNotFound(name: string): AwsError {
  return new AwsError('EntityNotFoundException', `Registry is not found. RegistryName: ${name}`);
}

export function schemaNotFound(): AwsError {
  return new AwsError('EntityNotFoundException', 'Schema is not found.');
}

export function versionNotFound(): AwsError {
  return new AwsError('EntityNotFoundException', 'Schema version is not found.');
}

export function metadataNotFound(versionId: string, key: string, value: string): AwsError {
  const pair = `metadata key: ${key}, metadata value: ${value}`;
  return new AwsError('EntityNotFoundException', `Resource is not found for schema version id: ${versionId}, ${pair}`);
}

export function resourceNotFound(arn: string): AwsError {
  return new AwsError('EntityNotFoundException', `Resource is not found. ResourceArn: ${arn}`);
}

export function alreadyExists(kind: 'Registry' | 'Schema', name: string): AwsError {
  return new AwsError('AlreadyExistsException', `${kind} already exists. ${kind}Name: ${name}`);
}

export function metadataExists(versionId: string, key: string, value: string): AwsError {
  const pair = `metadata key: ${key}, metadata value: ${value}`;
  return new AwsError('AlreadyExistsException', `Resource already exist for schema version id: ${versionId}, ${pair}`);
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInputException', message);
}

export function limitExceeded(resources: string): AwsError {
  const message = `More ${resources} cannot be created. The maximum limit has been reached.`;
  return new AwsError('ResourceNumberLimitExceededException', message);
}

export function concurrentModification(message: string): AwsError {
  return new AwsError('ConcurrentModificationException', message);
}
