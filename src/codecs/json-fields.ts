/** What a text is not, for a person. Thrown inside a parser and caught there; never crosses a seam. */
export class Misfit extends Error {}

/** The members of a JSON object, each checked as it is taken. Every method throws a `Misfit` that names the member. */
export interface Fields {
  has(name: string): boolean;
  /** Of at least one character. */
  text(name: string): string;
  anyText(name: string): string;
  optionalText(name: string): string | undefined;
  /** A whole number that is held exactly, `least` or more. */
  whole(name: string, least?: number): number;
  oneOf<T extends string>(name: string, values: readonly T[]): T;
  object(name: string): Fields;
  /** Of at least one object. */
  objects(name: string): readonly Fields[];
  /** @throws Misfit always: that `name` is not what it must be */
  refuse(name: string, must: string): never;
}

const MAX_SHOWN = 60;

/** @param path of the object in its document, with a dot at its end; empty at the top @throws Misfit where `value` is no object */
export function fieldsOf(value: unknown, path = ''): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Misfit(`${path === '' ? 'the text' : path.slice(0, -1)} must be a JSON object, got ${shown(value)}`);
  }
  const members = new Map<string, unknown>(Object.entries(value));

  const fields: Fields = {
    has: (name) => members.has(name),
    text: (name) => fields.anyText(name) || fields.refuse(name, 'a text of at least one character'),
    anyText(name) {
      const found = members.get(name);
      return typeof found === 'string' ? found : fields.refuse(name, 'a text');
    },
    optionalText: (name) => (members.has(name) ? fields.text(name) : undefined),
    whole(name, least) {
      const found = members.get(name);
      if (typeof found === 'number' && Number.isSafeInteger(found) && found >= (least ?? found)) return found;
      return fields.refuse(name, least === undefined ? 'a whole number' : `a whole number from ${least} up`);
    },
    oneOf(name, values) {
      const found = members.get(name);
      return values.find((known) => known === found) ?? fields.refuse(name, `one of ${values.join(', ')}`);
    },
    object: (name) => fieldsOf(members.get(name), `${path}${name}.`),
    objects(name) {
      const found = members.get(name);
      if (!Array.isArray(found) || found.length === 0) return fields.refuse(name, 'a list of at least one object');
      return found.map((each, index) => fieldsOf(each, `${path}${name}[${index}].`));
    },
    refuse(name, must) {
      throw new Misfit(`${path}${name} must be ${must}, got ${shown(members.get(name))}`);
    },
  };
  return fields;
}

/** A value as a person is shown it: short. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
