/** Who may import whom: the table of docs/architecture.md, as data. */
export interface Zone {
  /** Files that the row is about; the first row that matches a file is its row. */
  readonly files: RegExp;
  /** Paths from the root that it may import. Its own files are always allowed. */
  readonly ours: readonly RegExp[];
  /** Paths of which it may import types alone. */
  readonly types?: readonly RegExp[];
  /** Packages, Node modules and aliases that it may import; left out: any. */
  readonly packages?: readonly RegExp[];
}

const ENGINE = /^src\/engine\//;
const DEFINITION_ERRORS = /^src\/engine\/errors\.ts$/;
const SCHEMAS = /^src\/schemas\//;
const CODECS = /^src\/codecs\//;
const PORTS = /^src\/ports\//;
const AWS_ADAPTERS = /^src\/adapters\/aws\//;
const CLIENT = /^src\/client\//;
const PRODUCER = /^src\/producer\//;
const PIPELINES = /^pipelines\//;
const TEXTS_FOR_PEOPLE = /^src\/client\/(number-text|span)\.ts$/;
const CONSOLE_VIEWS = /^console\/api\//;
const EMBEDDED = /^localstack\/embedded\//;
const SHARED = /^lambdas\/shared\//;
const LAMBDAS_ON_AWS = /^lambdas\/aws\//;
/** Each function's own modules and those that they share: over ports alone, but for handlers. */
const FUNCTIONS = /^lambdas\/(?!aws\/)/;

const NO_AWS = /^(?!@aws-sdk\/|@smithy\/|aws-cdk|constructs$|cdk-nag$)/;

export const importTable: readonly Zone[] = [
  { files: ENGINE, ours: [], types: [SCHEMAS], packages: [] },
  { files: SCHEMAS, ours: [], packages: [] },
  { files: CODECS, ours: [ENGINE, SCHEMAS, PORTS], packages: [NO_AWS] },
  { files: PORTS, ours: [ENGINE, SCHEMAS], packages: [] },
  { files: AWS_ADAPTERS, ours: [PORTS, ENGINE, CODECS], types: [SCHEMAS] },
  { files: /^src\/adapters\/memory\//, ours: [PORTS, ENGINE, CODECS], packages: [NO_AWS] },
  { files: TEXTS_FOR_PEOPLE, ours: [], packages: [] },
  // A reader of live results merges partials itself.
  { files: CLIENT, ours: [CODECS, PORTS, AWS_ADAPTERS, ENGINE] },
  { files: PRODUCER, ours: [CODECS, PORTS, AWS_ADAPTERS], types: [ENGINE, SCHEMAS] },
  {
    files: /^src\/cli\//,
    // The generator of types reads `.proto` files as the codec does.
    ours: [CLIENT, PRODUCER, SCHEMAS, CODECS, PIPELINES, DEFINITION_ERRORS],
    types: [ENGINE],
    packages: [NO_AWS],
  },
  // A definition is bundled into every function, so it sees the engine's public face and its own folder only.
  {
    files: /^pipelines\/[^/]+\/(pipeline|generated\/.+)\.ts$/,
    ours: [/^src\/engine\/index\.ts$/, PIPELINES],
    packages: [/^ajv(-formats)?\//],
  },
  { files: PIPELINES, ours: [/^src\/engine\/index\.ts$/] },
  { files: SHARED, ours: [ENGINE, PORTS, CODECS], packages: [NO_AWS] },
  // Gives a function's ports their adapters; handlers alone import it.
  {
    files: LAMBDAS_ON_AWS,
    ours: [PORTS, SHARED, AWS_ADAPTERS],
    packages: [/^(node:|@aws-lambda-powertools\/metrics$)/],
  },
  { files: /^lambdas\/[^/]+\/handler\.ts$/, ours: [ENGINE, PORTS, CODECS, LAMBDAS_ON_AWS, FUNCTIONS] },
  { files: FUNCTIONS, ours: [ENGINE, PORTS, CODECS, SHARED], packages: [NO_AWS] },
  // Alarms and dashboards read what functions measure.
  { files: /^lib\//, ours: [ENGINE, PIPELINES, /^src\/ports\/telemetry\.ts$/], types: [SCHEMAS] },
  { files: /^bin\/app\.ts$/, ours: [/^lib\//, PIPELINES] },
  { files: /^bin\/millrace\./, ours: [/^bin\//, /^src\/cli\//, CLIENT] },
  { files: EMBEDDED, ours: [SCHEMAS] },
  { files: /^localstack\/(container\/|test\.ts$)/, ours: [] },
  // What checks the pipeline shares no code with it.
  { files: /^demo\/verifier(\/|\.ts$)/, ours: [] },
  { files: /^demo\//, ours: [PRODUCER, CLIENT, PIPELINES, EMBEDDED] },
  // It runs in a browser: of the client what needs neither Node nor the SDK; what the server tells it are types.
  { files: /^console\/page\//, ours: [TEXTS_FOR_PEOPLE], types: [CONSOLE_VIEWS], packages: [/^uplot$/] },
  { files: CONSOLE_VIEWS, ours: [], packages: [] },
  { files: /^console\/main\.ts$/, ours: [/^console\//, CLIENT, /^src\/cli\/load-pipeline\.ts$/] },
  { files: /^console\//, ours: [CLIENT, /^console\/(server|api)\//] },
  { files: /^(test|bench|scripts)\//, ours: [/^/] },
];
