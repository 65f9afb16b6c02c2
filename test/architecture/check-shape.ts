import ts from 'typescript';
import type { SourceFile, SourceTree } from './source-tree.ts';

const MAX_LINES = 300;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
/** Files that tools or readers look for under a name of their own. */
const CUSTOMARY = /^(README|CONTRIBUTING|CHANGELOG|SECURITY|CODE_OF_CONDUCT)\.md$|^(LICENSE|NOTICE)$|^\./;
const UNFINISHED = /\b(TODO|FIXME|XXX|HACK)\b/;

/** Files that are too long, wrongly named, or left unfinished, one line each. */
export function checkShape({ paths, files }: SourceTree): string[] {
  return [
    ...paths.flatMap(checkName),
    ...[...files.values()].flatMap((file) => [...checkLength(file), ...checkComments(file)]),
  ];
}

function checkName(path: string): string[] {
  return path
    .split('/')
    .filter((name) => !NAME.test(name) && !CUSTOMARY.test(name))
    .map((name) => `${path}: "${name}" is not kebab-case`);
}

function checkLength({ path, text }: SourceFile): string[] {
  const lines = text.split('\n').length - 1;
  const isGenerated = path.includes('/generated/');
  return lines > MAX_LINES && !isGenerated ? [`${path}: ${lines} lines, at most ${MAX_LINES}: split it by idea`] : [];
}

function checkComments({ path, text, syntax }: SourceFile): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  const found: string[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const isComment = token === ts.SyntaxKind.SingleLineCommentTrivia || token === ts.SyntaxKind.MultiLineCommentTrivia;
    const unfinished = isComment ? UNFINISHED.exec(scanner.getTokenText())?.[0] : undefined;
    if (unfinished === undefined) continue;
    const { line } = syntax.getLineAndCharacterOfPosition(scanner.getTokenStart());
    found.push(`${path}:${line + 1}: ${unfinished}: do it now, or open an issue`);
  }
  return found;
}
