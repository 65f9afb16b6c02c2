import pc from 'picocolors';
import type { Site } from '../start.ts';

/** How to look at what is still running. */
export function keepLines(pipeline: string, { aws, client }: Pick<Site, 'aws' | 'client'>): string[] {
  return [
    '',
    `  The local AWS stays up at ${pc.bold(aws.endpoint)} until Ctrl-C. In another terminal:`,
    `    export AWS_ENDPOINT_URL=${aws.endpoint} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test`,
    // The CLI and boto3 read the second name alone, the other SDKs the first.
    `    export AWS_REGION=${aws.region} AWS_DEFAULT_REGION=${aws.region}`,
    `    npx millrace help results`,
    `    npx millrace drain ${pipeline}`,
    `    aws kinesis describe-stream-summary --stream-name ${client.resources.streamName}`,
    `    aws dynamodb scan --table-name ${client.resources.resultsTable} --max-items 3`,
    `    aws sqs receive-message --queue-url ${client.resources.queues.late}`,
  ];
}
