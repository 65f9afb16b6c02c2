import { DefinitionProblem } from '../event-format.ts';
import { ANY, type FieldShape, type Leaf, leafOf, type RecordShape, type Shape } from './shape.ts';

type Node = Readonly<Record<string, unknown>>;

/** Of JSON Schema only what tells the type of a value at once: `type`, `const`, `enum`, local `$ref`, and null as the other choice. */
const LEAVES: Readonly<Record<string, Leaf>> = {
  boolean: 'boolean',
  number: 'number',
  integer: 'number',
  string: 'text',
};

/** @throws DefinitionProblem where the text is no schema of an object */
export function jsonShape(definition: string): RecordShape {
  const root = parse(definition);
  const known = new Map<Node, Shape>();

  const shapeOf = (node: unknown): Shape => {
    if (!isNode(node)) return ANY;
    const found = known.get(node);
    if (found) return found;
    const target = typeof node.$ref === 'string' ? resolve(root, node.$ref) : undefined;
    // A reference that leads back to itself says nothing.
    known.set(node, ANY);
    const shape = target === undefined ? ownShape(node) : shapeOf(target);
    known.set(node, shape);
    return shape;
  };

  const ownShape = (node: Node): Shape => {
    const choices = Array.isArray(node.anyOf) ? node.anyOf : node.oneOf;
    if (Array.isArray(choices)) return nullableShape(choices.map(shapeOf), choices);
    const types = typesOf(node);
    const [type] = types.filter((name) => name !== 'null');
    const shape =
      types.filter((name) => name !== 'null').length === 1 && type !== undefined ? typeShape(node, type) : ANY;
    return types.includes('null') ? { kind: 'nullable', value: shape } : shape;
  };

  const typeShape = (node: Node, type: string): Shape => {
    if (type === 'object') return objectShape(node);
    if (type === 'array') return { kind: 'list', item: shapeOf(node.items) };
    const leaf = LEAVES[type];
    return leaf === undefined ? ANY : leafOf(leaf);
  };

  const objectShape = (node: Node): RecordShape => {
    const required = new Set(Array.isArray(node.required) ? node.required : []);
    const fields = new Map<string, FieldShape>();
    const shape: RecordShape = {
      kind: 'record',
      fields,
      isOpen: node.additionalProperties !== false,
      hasNoNull: false,
    };
    // It is there before its fields are: one of them may refer to it.
    known.set(node, shape);
    for (const [name, property] of Object.entries(isNode(node.properties) ? node.properties : {})) {
      fields.set(name, { value: shapeOf(property), isOptional: !required.has(name) });
    }
    return shape;
  };

  return objectShape(root);
}

/** A choice between null and one other type. */
function nullableShape(shapes: readonly Shape[], choices: readonly unknown[]): Shape {
  const others = shapes.filter((_, index) => !isNull(choices[index]));
  const [only] = others;
  const shape = only && others.length === 1 ? only : ANY;
  return others.length < shapes.length ? { kind: 'nullable', value: shape } : shape;
}

function isNull(node: unknown): boolean {
  return isNode(node) && node.type === 'null';
}

/** The types that a node names, or that its constants have. */
function typesOf(node: Node): readonly string[] {
  if (typeof node.type === 'string') return [node.type];
  if (Array.isArray(node.type)) return node.type.filter((name) => typeof name === 'string');
  const constants: readonly unknown[] = 'const' in node ? [node.const] : Array.isArray(node.enum) ? node.enum : [];
  return [...new Set(constants.map((value) => (value === null ? 'null' : typeof value)))];
}

/** What a reference within the file leads to (JSON Pointer, RFC 6901). */
function resolve(root: Node, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  let found: unknown = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isNode(found) ? found[name] : undefined;
  }
  return found;
}

function parse(definition: string): Node {
  let parsed: unknown;
  try {
    parsed = JSON.parse(definition);
  } catch (error) {
    throw new DefinitionProblem(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isNode(parsed)) return parsed;
  throw new DefinitionProblem('a schema is a JSON object');
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
