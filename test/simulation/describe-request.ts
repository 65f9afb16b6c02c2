import {
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { StoredAttribute, StoredItem } from '../../src/codecs/items/attribute.ts';
import { kindOfItem } from './item-kind.ts';

/** What a request is, without doing it. */
export interface Described {
  /** Operation and what it is about, such as `PutItem partial`: what faults can be brought about. */
  readonly kind: string;
  /** In a few words, for traces. */
  readonly label: () => string;
  /** It leaves something behind, so that it matters when it lands. */
  readonly isWrite: boolean;
  readonly isAboutProgress: boolean;
  /** An answer in a few words. */
  readonly wordsOf: (answer: unknown) => string;
}

/** Attributes that traces show, where an item has them. */
const SHOWN = [
  'a',
  'v',
  'l',
  'd',
  'x',
  'nonce',
  'id',
  'firedThrough',
  'expiredThrough',
  'watermark',
  'n',
  'revision',
  'ttl',
];

/** Describes an SDK command. @throws TypeError for one that no function is known to send */
export function describeRequest(command: object): Described {
  if (command instanceof PutItemCommand) {
    const { Item: item = {}, ConditionExpression: condition } = command.input;
    const words = () => `${itemWords(item)}${conditionWords(condition, command.input)}`;
    return ofItem('PutItem', item, words, true);
  }
  if (command instanceof UpdateItemCommand) {
    const { Key: key = {}, UpdateExpression: update = '', ConditionExpression: condition } = command.input;
    const words = () => `${withValues(update, command.input)}${conditionWords(condition, command.input)}`;
    return ofItem('UpdateItem', key, words, true);
  }
  if (command instanceof DeleteItemCommand) {
    const { Key: key = {}, ConditionExpression: condition } = command.input;
    return ofItem('DeleteItem', key, () => conditionWords(condition, command.input), true);
  }
  if (command instanceof GetItemCommand) return ofItem('GetItem', command.input.Key ?? {}, none, false);
  if (command instanceof QueryCommand) {
    const { KeyConditionExpression: condition = '', ExpressionAttributeValues: values = {} } = command.input;
    const pk: StoredItem = { pk: values[':pk'] ?? {}, sk: values[':prefix'] ?? {} };
    return described('Query', kindOfItem(pk), () => withValues(condition, command.input), false, itemsWords);
  }
  if (command instanceof BatchGetItemCommand) return described('BatchGetItem', 'result', none, false, () => 'rows');
  return describeOther(command);
}

function describeOther(command: object): Described {
  if (command instanceof SendMessageBatchCommand) {
    const { QueueUrl: url, Entries: entries = [] } = command.input;
    const bodies = () => entries.map(({ MessageBody: body = '' }) => messageWords(body)).join(' ');
    return described('SendMessageBatch', queueOf(url), bodies, true);
  }
  if (command instanceof SendMessageCommand) {
    const { QueueUrl: url, MessageBody: body = '' } = command.input;
    return described('SendMessage', queueOf(url), () => messageWords(body), true);
  }
  if (command instanceof ChangeMessageVisibilityCommand) {
    const { QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: seconds } = command.input;
    return described('ChangeMessageVisibility', queueOf(url), () => `${handle} ${seconds} s`, true);
  }
  if (command instanceof DescribeStreamSummaryCommand) return described('DescribeStreamSummary', 'stream', none, false);
  if (command instanceof ListShardsCommand) return described('ListShards', 'stream', none, false);
  if (command instanceof GetShardIteratorCommand) {
    const { ShardId: shardId = '', ShardIteratorType: type, StartingSequenceNumber: from = '' } = command.input;
    return described('GetShardIterator', 'shard', () => `${shardWord(shardId)} ${type} ${from}`, false);
  }
  if (command instanceof PutRecordsCommand) {
    const { Records: records = [] } = command.input;
    const messages = () => records.map(({ Data }) => messageWords(Buffer.from(Data ?? []).toString())).join(' ');
    return described('PutRecords', 'results', messages, true, putWords);
  }
  if (command instanceof GetRecordsCommand) return described('GetRecords', 'shard', none, false);
  throw new TypeError(`no function is known to send ${command.constructor.name}`);
}

/** Describes a request by HTTP, to Glue or S3. */
export function describeHttp(what: string, isWrite: boolean): Described {
  return described('http', what.split(' ')[0] ?? '', () => what, isWrite);
}

/** Nothing to add. */
const none = (): string => '';

function described(
  operation: string,
  about: string,
  words: () => string,
  isWrite: boolean,
  wordsOf: (answer: unknown) => string = () => 'ok',
): Described {
  const kind = `${operation} ${about}`;
  return { kind, label: () => `${kind} ${words()}`.trim(), isWrite, isAboutProgress: about === 'progress', wordsOf };
}

function ofItem(operation: string, key: StoredItem, words: () => string, isWrite: boolean): Described {
  const label = () => `${keyWords(key)} ${words()}`;
  return described(operation, kindOfItem(key), label, isWrite, (answer) => {
    // What the simulated service answers.
    const { Item: item } = answer as { Item?: StoredItem };
    if (operation !== 'GetItem') return 'ok';
    return item ? itemWords(item) || 'there' : 'none';
  });
}

function itemsWords(answer: unknown): string {
  const { Items: items = [], LastEvaluatedKey: last } = answer as {
    Items?: readonly StoredItem[];
    LastEvaluatedKey?: object;
  };
  const shown = items.slice(0, 4).map((item) => `${item.sk?.S ?? ''} ${itemWords(item)}`.trim());
  return `${items.length} items${last ? ', more' : ''}: ${shown.join(', ')}`;
}

/** `p|name|1|60000|0` as `name@60000/0`, so that all about a window is found by it. */
function keyWords({ pk, sk }: StoredItem): string {
  const [prefix, name, , startMs, partition] = (pk?.S ?? '').split('|');
  const place = sk?.S ?? sk?.N ?? '';
  if (prefix === 'p') return `${name}@${startMs}/${partition} ${place}`;
  if (prefix === 'm' || prefix === 'w') return `${name}..${place}`;
  return `${pk?.S ?? ''} ${place}`;
}

function itemWords(item: StoredItem): string {
  const words = SHOWN.flatMap((name) => (item[name] === undefined ? [] : [`${name}=${valueWord(item[name])}`]));
  return words.join(' ');
}

function conditionWords(condition: string | undefined, given: Parameters<typeof withValues>[1]): string {
  return condition === undefined ? '' : ` if ${withValues(condition, given)}`;
}

function withValues(
  text: string,
  given: {
    readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
    readonly ExpressionAttributeValues?: Readonly<Record<string, StoredAttribute>> | undefined;
  },
): string {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = given;
  return text
    .replace(/#\w+/g, (name) => names[name] ?? name)
    .replace(/:\w+/g, (name) => (values[name] === undefined ? name : valueWord(values[name])));
}

function valueWord(value: StoredAttribute): string {
  return value.S ?? value.N ?? (value.M ? '{}' : value.L ? `[${value.L.length}]` : String(value.BOOL ?? 'bytes'));
}

function putWords(answer: unknown): string {
  // What the simulated service answers.
  const { FailedRecordCount: failed } = answer as { FailedRecordCount?: number };
  return failed ? `ok, but for ${failed}` : 'ok';
}

const LONGEST_BODY = 160;

function messageWords(body: string): string {
  return body.length > LONGEST_BODY ? `${body.slice(0, LONGEST_BODY)}…` : body;
}

function queueOf(url: string | undefined): string {
  return (url ?? '').slice((url ?? '').lastIndexOf('/') + 1);
}

/** A shard's number without its zeros. */
export function shardWord(shardId: string): string {
  return `shard-${Number(shardId.slice('shardId-'.length))}`;
}
