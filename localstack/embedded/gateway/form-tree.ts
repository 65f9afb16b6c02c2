/** Parameters whose names are paths, as a tree; elements of lists are named by their numbers. */
export interface FormTree {
  [name: string]: string | FormTree;
}

/** `Entry.1.Value=2` as `{ Entry: { 1: { Value: '2' } } }`: how forms of the query protocol nest. */
export function formTree(parameters: URLSearchParams): FormTree {
  const tree: FormTree = {};
  for (const [path, value] of parameters) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let node = tree;
    for (const name of names) {
      const child = Object.hasOwn(node, name) ? node[name] : undefined;
      const next: FormTree = typeof child === 'object' ? child : {};
      node[name] = next;
      node = next;
    }
    node[last] = value;
  }
  return tree;
}

/** What a node holds under numbers, in their order. */
export function numbered(node: FormTree): readonly (string | FormTree)[] {
  return Object.entries(node)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);
}
