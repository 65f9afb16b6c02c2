import { isTaken } from '../taken-names.ts';
import { quoted, Unsound } from '../unsound.ts';
import { isPrimitiveName, shortName } from './avro-type.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** @throws Unsound for anything but a name of the specification that readers can hold */
export function expectName(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new Unsound(`${what} has no name`);
  if (!NAME.test(value)) {
    throw new Unsound(`${what} ${quoted(value)}: a name is of letters, digits and _, and starts with no digit`);
  }
  if (isTaken(value))
    throw new Unsound(`${what} ${quoted(value)}: every JavaScript object has that, choose another name`);
  return value;
}

/**
 * The full name of a definition or a reference; a leading dot stands for no namespace.
 *
 * @throws Unsound where a part is no name
 */
export function fullName(name: string, namespace: string | undefined, what: string): string {
  const text = name.startsWith('.') ? name.slice(1) : name;
  const isQualified = name.includes('.') || namespace === undefined || namespace === '';
  const full = isQualified ? text : `${namespace}.${text}`;
  for (const part of full.split('.')) {
    if (!NAME.test(part))
      throw new Unsound(`${what} ${quoted(name)}: a name is of letters, digits and _, and starts with no digit`);
  }
  return full;
}

/** The namespace that a full name gives to what it encloses. */
export function namespaceOf(name: string): string | undefined {
  const end = name.lastIndexOf('.');
  return end < 0 ? undefined : name.slice(0, end);
}

/** @throws Unsound for the name of a primitive type, which nothing may take, in any namespace */
export function expectFreeName(full: string, what: string): void {
  const short = shortName(full);
  if (isPrimitiveName(short)) throw new Unsound(`${what} ${quoted(full)}: ${short} is a type of Avro's own`);
  if (isTaken(short))
    throw new Unsound(`${what} ${quoted(full)}: every JavaScript object has ${short}, choose another name`);
}
