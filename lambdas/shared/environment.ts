/** The environment that the template gives a function. */
export interface Environment {
  text(name: string): string;
  /** A JSON object of texts. */
  texts(name: string): Readonly<Record<string, string>>;
}

/** Reads `variables`; a missing or malformed one is a deployment fault and fails the function's start with one clear line. */
export function makeEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const text = (name: string): string => {
    const value = variables[name];
    if (!value) throw new Error(`environment variable ${name} is missing: deploy the processing stack again`);
    return value;
  };
  const texts = (name: string): Record<string, string> => {
    const parsed: unknown = JSON.parse(text(name));
    const entries = Object.entries(parsed ?? {});
    const values = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    if (values.length !== entries.length)
      throw new Error(`environment variable ${name} must be a JSON object of texts`);
    return Object.fromEntries(values);
  };
  return { text, texts };
}
