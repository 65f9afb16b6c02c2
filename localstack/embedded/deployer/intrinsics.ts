import { DeployError } from './deploy-error.ts';
import { intrinsicOf, isJsonObject, type Json, type JsonObject } from './template.ts';

/** What intrinsic functions of one template refer to. */
export interface Scope {
  /** A resource, a parameter or a pseudo parameter. */
  ref(name: string): Json | undefined;
  attribute(logicalId: string, attribute: string): string | undefined;
  importValue(exportName: string): string | undefined;
  condition(name: string): boolean;
  mapping(map: string, topKey: string, secondKey: string): Json | undefined;
}

/** Thrown away from objects and lists, as `AWS::NoValue` asks. */
const NO_VALUE = Symbol('AWS::NoValue');
type Evaluated = Json | typeof NO_VALUE;

/** A value with its intrinsic functions evaluated; undefined for `AWS::NoValue`. @throws DeployError without a place */
export function evaluate(value: Json, scope: Scope): Json | undefined {
  const evaluated = evaluateAny(value, scope);
  return evaluated === NO_VALUE ? undefined : evaluated;
}

function evaluateAny(value: Json, scope: Scope): Evaluated {
  if (Array.isArray(value)) {
    return value.map((item: Json) => evaluateAny(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (!isJsonObject(value)) return value;
  const intrinsic = intrinsicOf(value);
  if (intrinsic) return evaluateIntrinsic(intrinsic[0], intrinsic[1], scope);
  const members = Object.entries(value).map(([key, member]) => [key, evaluateAny(member, scope)] as const);
  return Object.fromEntries(members.filter((member): member is [string, Json] => member[1] !== NO_VALUE));
}

function evaluateIntrinsic(name: string, argument: Json, scope: Scope): Evaluated {
  if (name === 'Ref') return reference(text(argument, name), scope);
  if (name === 'Fn::If') {
    const [condition, ifTrue = null, ifFalse = null] = list(argument, name, 3);
    return evaluateAny(scope.condition(text(condition, name)) ? ifTrue : ifFalse, scope);
  }
  if (name === 'Fn::GetAtt') {
    const [id = '', ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument, name, 2);
    return attributeOf(text(id, name), attribute.map((part) => text(evaluate(part, scope), name)).join('.'), scope);
  }
  if (name === 'Fn::Sub') return substitute(argument, scope);
  const evaluated = evaluate(argument, scope);
  switch (name) {
    case 'Fn::ImportValue': {
      const exported = scope.importValue(text(evaluated, name));
      return exported ?? fail(`no deployed stack exports ${text(evaluated, name)}`);
    }
    case 'Fn::Join': {
      const [separator, parts] = list(evaluated, name, 2);
      return list(parts, name)
        .map((part) => text(part, name))
        .join(text(separator, name));
    }
    case 'Fn::Split': {
      const [separator, source] = list(evaluated, name, 2);
      return text(source, name).split(text(separator, name));
    }
    case 'Fn::Select': {
      const [index, items] = list(evaluated, name, 2);
      return list(items, name)[Number(index)] ?? fail(`Fn::Select has no element ${String(index)}`);
    }
    case 'Fn::FindInMap': {
      const [map = '', top = '', second = ''] = list(evaluated, name, 3).map((key) => text(key, name));
      return scope.mapping(map, top, second) ?? fail(`Fn::FindInMap finds no ${map}.${top}.${second}`);
    }
    default:
      return fail(`intrinsic function ${name} is not supported`);
  }
}

/** The value of a condition, by its functions. @throws DeployError without a place */
export function evaluateCondition(condition: Json, scope: Scope): boolean {
  if (!isJsonObject(condition)) return fail(`condition ${JSON.stringify(condition)} is not a function`);
  const [[name, argument] = ['', null]] = Object.entries(condition);
  const operands = () => list(argument, name).map((operand) => evaluateCondition(operand, scope));
  switch (name) {
    case 'Condition':
      return scope.condition(text(argument, name));
    case 'Fn::Equals': {
      const [left, right] = list(argument, name, 2).map((operand) => evaluate(operand, scope));
      return String(left) === String(right);
    }
    case 'Fn::And':
      return operands().every(Boolean);
    case 'Fn::Or':
      return operands().some(Boolean);
    case 'Fn::Not':
      return !operands()[0];
    default:
      return fail(`condition function ${name} is not supported`);
  }
}

function substitute(argument: Json, scope: Scope): string {
  const [template, variables] = Array.isArray(argument) ? list(argument, 'Fn::Sub', 2) : [argument, {}];
  const own: JsonObject = isJsonObject(variables) ? variables : fail('Fn::Sub takes a map as its second argument');
  return text(template, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const variable = own[name];
    if (variable !== undefined) return text(evaluate(variable, scope), 'Fn::Sub');
    const [id = '', ...attribute] = name.split('.');
    const value = attribute.length === 0 ? reference(id, scope) : attributeOf(id, attribute.join('.'), scope);
    return text(value === NO_VALUE ? '' : value, 'Fn::Sub');
  });
}

const reference = (name: string, scope: Scope): Evaluated =>
  name === 'AWS::NoValue' ? NO_VALUE : (scope.ref(name) ?? fail(`Ref ${name} names nothing in this template`));

const attributeOf = (id: string, attribute: string, scope: Scope): string =>
  scope.attribute(id, attribute) ?? fail(`${id} has no attribute ${attribute} here`);

function list(value: Json | undefined, where: string, length?: number): readonly Json[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    return fail(`${where} takes a list${length === undefined ? '' : ` of ${length}`}`);
  }
  return value;
}

function text(value: Json | undefined, where: string): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : fail(`${where} takes a text`);
}

function fail(problem: string): never {
  throw new DeployError(problem);
}
