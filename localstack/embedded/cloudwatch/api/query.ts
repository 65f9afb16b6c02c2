import { AwsError, unknownOperation } from '../../gateway/aws-error.ts';
import { type FormTree, formTree, numbered } from '../../gateway/form-tree.ts';
import type { JsonObject, Operations, QueryHandler } from '../../gateway/service.ts';
import { members, type XmlNode, xmlDocument } from '../../gateway/xml.ts';

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';

/** The query protocol, which SDKs and CLIs before 2025 speak: parameters in a form, answers in XML. */
export function makeQuery(operations: Operations): QueryHandler {
  return async (action, parameters, context) => {
    const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
    if (!operation) throw unknownOperation('CloudWatch', action);
    const output = await operation(toInput(parameters), context);
    const result = output === undefined ? {} : { [`${action}Result`]: toXml(output) };
    return xmlDocument(
      `${action}Response`,
      { ...result, ResponseMetadata: { RequestId: context.requestId } },
      NAMESPACE,
    );
  };
}

/** `MetricData.member.1.Value=2` as `{ MetricData: [{ Value: '2' }] }`; schemas take numbers and times as texts. */
function toInput(parameters: URLSearchParams): JsonObject {
  const { Action: _, Version: __, ...input } = formTree(parameters);
  const converted = fromTree(input);
  if (typeof converted === 'object' && converted !== null && !Array.isArray(converted)) return { ...converted };
  throw new AwsError('MalformedQueryString', 'The parameters are a list');
}

function fromTree(node: string | FormTree): unknown {
  if (typeof node === 'string') return node;
  const { member } = node;
  if (typeof member === 'object') return numbered(member).map(fromTree);
  return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, fromTree(child)]));
}

function toXml(value: unknown): XmlNode {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return members(value.map(toXml));
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, name === 'ExtendedStatistics' ? toMap(child) : toXml(child)]),
  );
}

/** The only map among the answers. */
function toMap(value: object): XmlNode {
  return { entry: Object.entries(value).map(([key, item]) => ({ key, value: toXml(item) })) };
}
