import { DeployError } from './deploy-error.ts';
import { intrinsicOf, isJsonObject, type Json, type TemplateResource } from './template.ts';

/** Items in an order in which each comes after what it depends on; ties keep the given order. @throws DeployError on a cycle */
export function inDependencyOrder<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  dependenciesOf: (item: T) => Iterable<string>,
): T[] {
  const byName = new Map(items.map((item) => [nameOf(item), item]));
  const ordered = new Set<T>();
  const visit = (item: T, path: readonly string[]) => {
    if (ordered.has(item)) return;
    const name = nameOf(item);
    if (path.includes(name)) throw new DeployError(`circular dependency: ${[...path, name].join(' → ')}`);
    for (const dependency of dependenciesOf(item)) {
      const target = byName.get(dependency);
      if (target !== undefined && dependency !== name) visit(target, [...path, name]);
    }
    ordered.add(item);
  };
  for (const item of items) visit(item, []);
  return [...ordered];
}

/** Names that a resource mentions, resources and parameters alike. */
export function dependenciesOf(resource: TemplateResource): Set<string> {
  const names = new Set(resource.DependsOn);
  collect(resource.Properties, names);
  return names;
}

function collect(value: Json, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, names);
    return;
  }
  if (!isJsonObject(value)) return;
  const [name, argument] = intrinsicOf(value) ?? [];
  if (name === 'Ref' && typeof argument === 'string') names.add(argument);
  if (name === 'Fn::GetAtt') {
    const id = Array.isArray(argument) ? argument[0] : String(argument).split('.')[0];
    if (typeof id === 'string') names.add(id);
  }
  if (name === 'Fn::Sub') {
    const template = Array.isArray(argument) ? argument[0] : argument;
    for (const [, id = ''] of String(template).matchAll(/\$\{([^!}.]+)[^}]*\}/g)) names.add(id);
  }
  for (const member of Object.values(value)) collect(member, names);
}
