import { describe, expect, test, vi } from 'vitest';
import { sharedHarness, uniqueName } from './harness.ts';
import { md5 } from './queues.ts';

const harness = sharedHarness();

/** A call as SDKs and CLIs before 2023 make it. */
async function query(action: string, parameters: Record<string, string>): Promise<{ status: number; xml: string }> {
  const scope = '20260101/us-east-1/sqs/aws4_request';
  const response = await fetch(harness().endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=id/${scope}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    },
    body: new URLSearchParams({ Action: action, Version: '2012-11-05', ...parameters }),
  });
  return { status: response.status, xml: await response.text() };
}

const element = (xml: string, name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1];

async function createQueue(parameters: Record<string, string> = {}): Promise<string> {
  const { xml } = await query('CreateQueue', { QueueName: uniqueName('queue'), ...parameters });
  return element(xml, 'QueueUrl') ?? '';
}

describe('the query protocol', () => {
  test('creates a queue with attributes and tags, and lists them', async () => {
    const QueueUrl = await createQueue({
      'Attribute.1.Name': 'VisibilityTimeout',
      'Attribute.1.Value': '7',
      'Tag.1.Key': 'a',
      'Tag.1.Value': '1',
    });
    const attributes = await query('GetQueueAttributes', { QueueUrl, 'AttributeName.1': 'VisibilityTimeout' });
    expect(attributes.xml).toContain('<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>');
    const tags = await query('ListQueueTags', { QueueUrl });
    expect(tags.xml).toContain('<Tag><Key>a</Key><Value>1</Value></Tag>');
    expect((await query('ListQueues', {})).xml).toContain(`<QueueUrl>${QueueUrl}</QueueUrl>`);
    const QueueName = QueueUrl.split('/').at(-1) ?? '';
    expect(element((await query('GetQueueUrl', { QueueName })).xml, 'QueueUrl')).toBe(QueueUrl);
  });

  test('sends, receives and deletes a message with attributes and markup', async () => {
    const QueueUrl = await createQueue();
    const MessageBody = 'a < b & "c"\r\nü';
    const sent = await query('SendMessage', {
      QueueUrl,
      MessageBody,
      DelaySeconds: '0',
      'MessageAttribute.1.Name': 'kind',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'test',
    });
    expect(element(sent.xml, 'MD5OfMessageBody')).toBe(md5(MessageBody));
    const received = await query('ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: '10',
      'AttributeName.1': 'ApproximateReceiveCount',
      'MessageAttributeName.1': 'All',
    });
    expect(element(received.xml, 'Body')).toBe('a &#60; b &#38; &#34;c&#34;&#13;\nü');
    expect(received.xml).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>');
    expect(element(received.xml, 'MessageAttribute')).toContain('<StringValue>test</StringValue>');
    const ReceiptHandle = element(received.xml, 'ReceiptHandle') ?? '';
    expect((await query('DeleteMessage', { QueueUrl, ReceiptHandle })).status).toBe(200);
    const counts = await query('GetQueueAttributes', { QueueUrl, 'AttributeName.1': 'All' });
    expect(counts.xml).toContain('<Name>ApproximateNumberOfMessagesNotVisible</Name><Value>0</Value>');
  });

  test('reports a batch entry by entry', async () => {
    const QueueUrl = await createQueue();
    const { xml } = await query('SendMessageBatch', {
      QueueUrl,
      'SendMessageBatchRequestEntry.1.Id': 'good',
      'SendMessageBatchRequestEntry.1.MessageBody': 'x',
      'SendMessageBatchRequestEntry.2.Id': 'odd',
      'SendMessageBatchRequestEntry.2.MessageBody': '\u0001',
    });
    expect(element(xml, 'SendMessageBatchResultEntry')).toContain('<Id>good</Id>');
    expect(element(xml, 'BatchResultErrorEntry')).toContain('<Code>InvalidMessageContents</Code>');
  });

  test('moves dead letters, lists the task and refuses to cancel what is over', async () => {
    const dlq = await createQueue();
    const arn = `arn:aws:sqs:us-east-1:000000000000:${dlq.split('/').at(-1)}`;
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 1 });
    const target = await createQueue({ 'Attribute.1.Name': 'RedrivePolicy', 'Attribute.1.Value': RedrivePolicy });
    await query('SendMessage', { QueueUrl: dlq, MessageBody: 'x' });
    const started = await query('StartMessageMoveTask', {
      SourceArn: arn,
      DestinationArn: `arn:aws:sqs:us-east-1:000000000000:${target.split('/').at(-1)}`,
      MaxNumberOfMessagesPerSecond: '500',
    });
    const TaskHandle = element(started.xml, 'TaskHandle') ?? '';
    const entry = await vi.waitFor(async () => {
      const { xml } = await query('ListMessageMoveTasks', { SourceArn: arn, MaxResults: '10' });
      const task = element(xml, 'ListMessageMoveTasksResultEntry') ?? '';
      expect(element(task, 'Status')).toBe('COMPLETED');
      return task;
    });
    expect(element(entry, 'ApproximateNumberOfMessagesMoved')).toBe('1');
    const cancelled = await query('CancelMessageMoveTask', { TaskHandle });
    expect(element(cancelled.xml, 'Code')).toBe('AWS.SimpleQueueService.UnsupportedOperation');
  });

  test('names errors with the codes of that time', async () => {
    const missing = await query('SendMessage', { QueueUrl: 'http://q/nowhere', MessageBody: 'x' });
    expect(missing.status).toBe(400);
    expect(element(missing.xml, 'Code')).toBe('AWS.SimpleQueueService.NonExistentQueue');
    const unknown = await query('AddPermission', {});
    expect(element(unknown.xml, 'Code')).toBe('UnknownOperationException');
  });
});
