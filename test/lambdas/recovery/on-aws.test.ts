import { randomBytes, randomUUID } from 'node:crypto';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKinesisStreamReader } from '../../../src/adapters/aws/kinesis-stream-reader.ts';
import { makeS3Archive } from '../../../src/adapters/aws/s3-archive.ts';
import { makeSqsRejected } from '../../../src/adapters/aws/sqs-dead-letters.ts';
import { systemClock as clock } from '../../../src/adapters/aws/system-clock.ts';
import { makeMemoryStateStore } from '../../../src/adapters/memory/memory-state-store.ts';
import { composeRecovery } from '../../support/compose-functions.ts';
import { letterIn, rejectedIn } from '../../support/dead-letter-messages.ts';
import { PLENTY_OF_TIME } from '../../support/lambda-deps.ts';
import { sqsEvent } from '../../support/lambda-events.ts';
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts';
import { makeLogBook } from '../../support/logs.ts';
import { takeMessages } from '../../support/queue-reader.ts';
import { failedOf, undeliveredBody } from './recovery-setup.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

it('takes a record from the stream to the retry queue, by way of the archive where no message holds it', async () => {
  const [streamName, retryQueueUrl, bucket] = [
    await aws.createStream(1),
    await aws.createQueue('standard'),
    await aws.createBucket(),
  ];
  const { kinesis: client, sqs } = aws.clients;
  const common = { clock, random: () => 0 };
  const archive = makeS3Archive({ ...common, config: sqs.config, fetch, bucket, endpoint: aws.endpoint });
  const stream = makeKinesisStreamReader({ client, streamName, clock });
  const deadLetters = makeSqsRejected({
    ...common,
    client: sqs,
    archive,
    pipeline: 'p',
    retryQueueUrl,
    nonce: randomUUID,
  });

  const payloads = [randomBytes(10), randomBytes(900_000), randomBytes(20)];
  const numbers: string[] = [];
  for (const Data of [...payloads, randomBytes(30)]) {
    const put = await client.send(new PutRecordCommand({ StreamName: streamName, PartitionKey: 'key', Data }));
    numbers.push(put.SequenceNumber ?? '');
  }
  const streamArn = `arn:aws:kinesis:us-east-1:000000000000:stream/${streamName}`;
  const [startSequenceNumber = '', , endSequenceNumber = ''] = numbers;
  const body = undeliveredBody(1, 3, { streamArn, startSequenceNumber, endSequenceNumber });
  const log = makeLogBook();
  const answer = await composeRecovery({ stream, deadLetters, state: makeMemoryStateStore(), log })(
    sqsEvent([{ messageId: 'm', body }]),
    PLENTY_OF_TIME,
  );

  expect([failedOf(answer), log.lines]).toEqual([[], ['info recovered']]);
  const messages = await takeMessages(sqs, retryQueueUrl, payloads.length);
  const records = await Promise.all(messages.map((message) => rejectedIn(message, archive)));
  const sent = new Map(records.map(({ record }) => [record.sequenceNumber, record.dataBase64]));
  expect(sent).toEqual(new Map(payloads.map((data, index) => [numbers[index], data.toString('base64')])));
  expect(messages.filter((message) => 'archived' in letterIn(message))).toHaveLength(1);
});
