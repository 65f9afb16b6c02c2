import { unknownOperation } from '../gateway/aws-error.ts';
import { type FormTree, formTree, numbered } from '../gateway/form-tree.ts';
import type { JsonObject, Operations, QueryHandler } from '../gateway/service.ts';
import { type XmlNode, xmlDocument } from '../gateway/xml.ts';

/**
 * The query protocol, which SDKs and CLIs before 2023 speak: parameters in a form, answers in XML. It calls the same
 * operations as JSON; only names and nesting differ.
 */
export function makeQuery(operations: Operations): QueryHandler {
  return async (action, parameters, context) => {
    const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
    if (!operation) throw unknownOperation('SQS', action);
    const output = await operation(toInput(parameters), context);
    const result = output === undefined ? {} : { [`${action}Result`]: toXml(output, action) };
    const content = { ...result, ResponseMetadata: { RequestId: context.requestId } };
    return xmlDocument(`${action}Response`, content, NAMESPACE);
  };
}

const NAMESPACE = 'http://queue.amazonaws.com/doc/2012-11-05/';

/** How the query protocol calls numbered lists and maps, and what JSON calls them. Maps name the members of an entry. */
const LISTS: Readonly<Record<string, string>> = {
  AttributeName: 'AttributeNames',
  MessageSystemAttributeName: 'MessageSystemAttributeNames',
  MessageAttributeName: 'MessageAttributeNames',
  TagKey: 'TagKeys',
  SendMessageBatchRequestEntry: 'Entries',
  DeleteMessageBatchRequestEntry: 'Entries',
  ChangeMessageVisibilityBatchRequestEntry: 'Entries',
};
const MAPS: Readonly<Record<string, readonly [name: string, key: string, value: string]>> = {
  Attribute: ['Attributes', 'Name', 'Value'],
  MessageAttribute: ['MessageAttributes', 'Name', 'Value'],
  MessageSystemAttribute: ['MessageSystemAttributes', 'Name', 'Value'],
  Tag: ['Tags', 'Key', 'Value'],
  Tags: ['Tags', 'Key', 'Value'],
};
const NUMBERS = [
  'DelaySeconds',
  'MaxNumberOfMessages',
  'MaxNumberOfMessagesPerSecond',
  'MaxResults',
  'VisibilityTimeout',
  'WaitTimeSeconds',
];

function toInput(parameters: URLSearchParams): JsonObject {
  const input = fromTree(formTree(parameters));
  // CreateQueue alone writes its tags in lower case.
  return parameters.get('Action') === 'CreateQueue' && input.Tags ? { ...input, tags: input.Tags } : input;
}

function fromTree(tree: FormTree): JsonObject {
  const input: JsonObject = {};
  for (const [name, child] of Object.entries(tree)) {
    if (typeof child === 'string') {
      input[name] = NUMBERS.includes(name) ? Number(child) : child;
      continue;
    }
    const items = numbered(child);
    const map = MAPS[name];
    if (map) input[map[0]] = Object.fromEntries(items.map((item) => entryOf(item, map[1], map[2])));
    else input[LISTS[name] ?? name] = items.map((item) => (typeof item === 'string' ? item : fromTree(item)));
  }
  return input;
}

function entryOf(item: string | FormTree, keyName: string, valueName: string): [string, unknown] {
  const entry = typeof item === 'string' ? {} : item;
  const value = entry[valueName];
  return [String(entry[keyName] ?? ''), typeof value === 'object' ? fromTree(value) : value];
}

/** What JSON calls lists, and the element that XML repeats instead. */
const ELEMENTS: Readonly<Record<string, string>> = {
  QueueUrls: 'QueueUrl',
  queueUrls: 'QueueUrl',
  Messages: 'Message',
  Failed: 'BatchResultErrorEntry',
  Results: 'ListMessageMoveTasksResultEntry',
};

function toXml(output: object, action: string): XmlNode {
  const result: Record<string, XmlNode> = {};
  for (const [name, value] of Object.entries(output)) {
    const map = Object.entries(MAPS).find(([, [jsonName]]) => jsonName === name);
    if (Array.isArray(value)) {
      const element = name === 'Successful' ? `${action}ResultEntry` : (ELEMENTS[name] ?? name);
      result[element] = value.map((item) => nodeOf(item, action));
    } else if (map && typeof value === 'object') {
      const [element, [, keyName, valueName]] = map;
      result[element] = Object.entries(value).map(([key, member]) => ({
        [keyName]: key,
        [valueName]: nodeOf(member, action),
      }));
    } else {
      result[name] = nodeOf(value, action);
    }
  }
  return result;
}

function nodeOf(value: unknown, action: string): XmlNode {
  if (value === undefined) return undefined;
  return typeof value === 'object' && value !== null ? toXml(value, action) : String(value);
}
