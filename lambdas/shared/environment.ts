/** The environment that the template gives a function. */
export interface Environment {
  text(name: string): string;
  /** Undefined where the template leaves it out. */
  optionalText(name: string): string | undefined;
  /** A JSON object of texts. */
  texts(name: string): Readonly<Record<string, string>>;
  /** Where a service is that no SDK client speaks to, named as the SDK does; undefined: at AWS. */
  endpoint(service: 'GLUE' | 'S3'): string | undefined;
}

/** Reads `variables`; a missing or malformed one is a deployment fault and fails the function's start with one clear line. */
export function makeEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const text = (name: string): string => {
    const value = variables[name];
    if (!value) throw new Error(`environment variable ${name} is missing: deploy the processing stack again`);
    return value;
  };
  const texts = (name: string): Record<string, string> => {
    const entries = entriesOf(text(name));
    const values = entries?.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    if (!entries || !values || values.length !== entries.length)
      throw new Error(`environment variable ${name} must be a JSON object of texts: deploy the processing stack again`);
    return Object.fromEntries(values);
  };
  const endpoint = (service: string) => variables[`AWS_ENDPOINT_URL_${service}`] ?? variables.AWS_ENDPOINT_URL;
  return { text, optionalText: (name) => variables[name] || undefined, texts, endpoint };
}

/** The members of a JSON object; undefined where the text is none. */
function entriesOf(text: string): [string, unknown][] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? Object.entries(parsed) : undefined;
  } catch {
    return undefined;
  }
}
