import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Takes messages out of a queue, whatever their number, until it has `count` of them and the queue shows no more. */
export async function takeMessages(client: SQSClient, queueUrl: string, count: number): Promise<Message[]> {
  const taken: Message[] = [];
  for (;;) {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      // Long enough for what was sent to show, on any service; none where nothing is expected.
      WaitTimeSeconds: taken.length < count ? 20 : 0,
    });
    const { Messages: messages = [] } = await client.send(command);
    if (messages.length === 0) return taken;
    taken.push(...messages);
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
}
