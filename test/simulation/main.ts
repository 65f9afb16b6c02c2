import { runCommand } from './command/run-command.ts';
import { terminalOf } from './command/terminal.ts';

// Whoever reads the output may have read enough.
process.stdout.on('error', () => process.exit());

process.exitCode = await runCommand(process.argv.slice(2), terminalOf(process.stdout, process.stderr));
