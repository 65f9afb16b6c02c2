import { describe, expect, it } from 'vitest';
import { messageBatches } from '../../../../localstack/embedded/event-sources/sqs/message-event.ts';
import { mappingConfig, startWorld, success, until } from './start-world.ts';

describe('the event', () => {
  it('has the documented shape', async () => {
    const { events } = startWorld(['hello'], () => success());
    await until(() => expect(events).toHaveLength(1));
    expect(events[0]).toEqual({
      Records: [
        {
          messageId: 'id-1',
          receiptHandle: 'id-1#1',
          body: 'hello',
          attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1' },
          messageAttributes: {},
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:tasks',
          awsRegion: 'us-east-1',
        },
      ],
    });
  });

  it('carries message attributes as Lambda does', () => {
    const message = {
      messageId: 'm',
      receiptHandle: 'h',
      body: '',
      md5OfBody: '',
      attributes: {},
      messageAttributes: { reason: { dataType: 'String', stringValue: 'late' } },
    };
    const [batch] = messageBatches([message], mappingConfig);
    expect(JSON.parse(batch?.event ?? '').Records[0].messageAttributes).toEqual({
      reason: { stringValue: 'late', stringListValues: [], binaryListValues: [], dataType: 'String' },
    });
  });

  it('holds at most 6 MB: more messages make more events, in order', () => {
    const message = (n: number) => ({
      messageId: String(n),
      receiptHandle: 'h',
      body: 'x'.repeat(1_048_576),
      md5OfBody: '',
      attributes: {},
      messageAttributes: {},
    });
    const batches = messageBatches(
      Array.from({ length: 8 }, (_, n) => message(n)),
      mappingConfig,
    );
    expect(batches.map(({ messages }) => messages.map(({ messageId }) => messageId).join(''))).toEqual([
      '01234',
      '567',
    ]);
    for (const { event } of batches) expect(Buffer.byteLength(event)).toBeLessThanOrEqual(6_291_456);
  });
});
