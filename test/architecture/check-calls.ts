import ts from 'typescript';
import { lineOf, type SourceFile, type SourceTree, walk } from './source-tree.ts';

interface Ban {
  /** `name`, `object.member`, or `new Date` without arguments. */
  readonly call: string;
  readonly instead: string;
  /** Where it may stand. */
  readonly allowed: RegExp;
}

/** Composition roots and adapters: where time and chance come in. */
const ROOTS =
  /^(lambdas\/aws\/surroundings\.ts|src\/adapters\/aws\/|src\/cli\/|bin\/|demo\/|scripts\/|bench\/|test\/|localstack\/embedded\/(main|local-aws|services|lambda\/clock|lambda\/bootstrap)\.m?(ts|js)|localstack\/(container\/|test\.ts$))/;
const TALKERS = /^(src\/cli\/|bin\/|demo\/|scripts\/|bench\/|test\/|localstack\/(container\/|test\.ts$))/;
const PURE = /^src\/(engine|schemas)\//;

const BANS: readonly Ban[] = [
  { call: 'Date.now', instead: 'take a Clock', allowed: ROOTS },
  { call: 'new Date', instead: 'take a Clock', allowed: ROOTS },
  { call: 'performance.now', instead: 'take a Clock', allowed: ROOTS },
  { call: 'Math.random', instead: 'take a function that gives numbers', allowed: ROOTS },
  { call: 'console', instead: 'take a log', allowed: TALKERS },
];

/** What the pure folders may not even name. */
const IMPURE = new Set([
  ...['process', 'globalThis', 'console', 'performance', 'crypto', 'fetch', 'Promise', 'require'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
]);

/** Every banned call, one line each with its replacement. */
export function checkCalls({ files }: SourceTree): string[] {
  return [...files.values()].flatMap((file) => {
    const found: string[] = [];
    walk(file.syntax, (node) => {
      const ban = BANS.find(({ call, allowed }) => !allowed.test(file.path) && isUse(node, call));
      if (ban) found.push(`${file.path}:${lineOf(file, node)}: ${ban.call} is banned here: ${ban.instead}`);
    });
    return PURE.test(file.path) ? [...found, ...checkPurity(file)] : found;
  });
}

function checkPurity(file: SourceFile): string[] {
  const found: string[] = [];
  const add = (node: ts.Node, what: string): void => {
    found.push(
      `${file.path}:${lineOf(file, node)}: ${what} has no place in pure code: return a value and let the caller act`,
    );
  };
  walk(file.syntax, (node) => {
    if (ts.isIdentifier(node) && IMPURE.has(node.text) && isReference(node)) add(node, node.text);
    if (ts.isAwaitExpression(node)) add(node, 'await');
    if (ts.isForOfStatement(node) && node.awaitModifier) add(node, 'for await');
    if (node.kind === ts.SyntaxKind.AsyncKeyword) add(node, 'async');
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node, 'import()');
  });
  return found;
}

function isUse(node: ts.Node, call: string): boolean {
  if (call === 'new Date') {
    const isNew = ts.isNewExpression(node) && isNamed(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0;
    // Date() without `new` is the time of day as text, whatever its arguments.
    return isNew || (ts.isCallExpression(node) && isNamed(node.expression, 'Date'));
  }
  const [object = '', member] = call.split('.');
  if (!ts.isPropertyAccessExpression(node) || !isNamed(node.expression, object)) return false;
  return member === undefined || node.name.text === member;
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** True for an identifier that stands for itself, not for a member or a key of that name. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  return !(ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent));
}
