/** Runs a program for as long as whoever started this is there, however that ends: node program.js COMMAND ARGUMENT… */
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
child.on('error', error => {
  console.error(`${command}: ${error.message}`);
  process.exit(1);
});
child.on('exit', code => process.exit(code ?? 1));
// Ctrl-C reaches every process of a terminal: the one who started this decides when it ends.
process.on('SIGINT', () => {});
process.on('disconnect', () => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 2000).unref();
});
