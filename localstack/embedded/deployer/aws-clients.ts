import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Clients of the local endpoint, by which the runtime half reaches the services. */
export interface AwsClients {
  readonly kinesis: KinesisClient;
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly glue: GlueClient;
  close(): void;
}

export function makeAwsClients(endpoint: string, region: string): AwsClients {
  const config = { endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  // The Kinesis client speaks HTTP/2 by default, which the endpoint does not.
  const kinesis = new KinesisClient({ ...config, requestHandler: new NodeHttpHandler() });
  const dynamodb = new DynamoDBClient(config);
  const sqs = new SQSClient(config);
  const glue = new GlueClient(config);
  return {
    kinesis,
    dynamodb,
    sqs,
    glue,
    close() {
      for (const client of [kinesis, dynamodb, sqs, glue]) client.destroy();
    },
  };
}
