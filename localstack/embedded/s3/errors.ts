import { AwsError } from '../gateway/aws-error.ts';

/** Errors in S3's words (S3 API reference, "List of error codes"). */

export const noSuchBucket = (BucketName: string) =>
  new AwsError('NoSuchBucket', 'The specified bucket does not exist', { statusCode: 404, fields: { BucketName } });

export const noSuchKey = (Key: string) =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', { statusCode: 404, fields: { Key } });

export const invalidRequest = (message: string) => new AwsError('InvalidRequest', message);

export const invalidArgument = (ArgumentName: string, ArgumentValue: string, message: string) =>
  new AwsError('InvalidArgument', message, { fields: { ArgumentName, ArgumentValue } });

export const malformedXml = () =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

export const preconditionFailed = (Condition: string) =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    statusCode: 412,
    fields: { Condition },
  });

/** What S3 has and the local one does not, by the name of the header or the query parameter that asks for it. */
export const notImplemented = (what: string) =>
  new AwsError('NotImplemented', `The local AWS does not implement S3 ${what}`, { statusCode: 501, intended: true });
