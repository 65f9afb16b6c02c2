import { relative } from 'node:path';
import ts from 'typescript';

/** What `tsc` says about `file` when it holds `text`, one line each, paths relative to `root`. */
export function compileErrors(root: string, file: string, text: string, configFile: string): string[] {
  const { config } = ts.readConfigFile(configFile, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, languageVersion, ...rest) =>
    name === file ? ts.createSourceFile(name, text, languageVersion) : read(name, languageVersion, ...rest);
  const program = ts.createProgram([file], options, host);
  return [...program.getSemanticDiagnostics(program.getSourceFile(file))].map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
    const at = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    const place = `${relative(root, file)}(${(at?.line ?? 0) + 1},${(at?.character ?? 0) + 1})`;
    return `${place}: error TS${diagnostic.code}: ${message}`;
  });
}
