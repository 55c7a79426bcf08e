/** For tests of the how-tos in CONTRIBUTING.md: a copy of the checkout, in which their steps are done. */
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** A place that a how-to names: a new file, or a change of one. */
export type Step =
  | { readonly file: string; readonly text: string }
  /** Each `at` stands in the file exactly once, and `becomes` takes its place. */
  | { readonly file: string; readonly edits: readonly { readonly at: string; readonly becomes: string }[] };

export interface ToolResult {
  readonly code: number | null;
  readonly stdout: string;
  /** Both streams. */
  readonly output: string;
}

/** Made by tools, or larger than a copy is worth. */
const LEFT_OUT = ['.git', 'artifacts', 'coverage', 'dist', 'node_modules', 'runs'];

export class TreeCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'headroom-how-to-'));

  constructor() {
    const filter = (file: string): boolean => !LEFT_OUT.includes(relative('.', file));
    cpSync('.', this.folder, { recursive: true, filter });
    symlinkSync(join(process.cwd(), 'node_modules'), join(this.folder, 'node_modules'));
  }

  /** @throws Error where the text that a step changes is not there, or more than once */
  do(step: Step): void {
    const file = join(this.folder, step.file);
    if ('text' in step) return writeFileSync(file, step.text);
    let text = readFileSync(file, 'utf8');
    for (const { at, becomes } of step.edits) {
      const parts = text.split(at);
      if (parts.length !== 2) throw new Error(`${step.file} has ${parts.length - 1} times: ${at}`);
      text = parts.join(becomes);
    }
    writeFileSync(file, text);
  }

  /** The file as the checkout has it. */
  undo({ file, ...step }: Step): void {
    if ('text' in step) rmSync(join(this.folder, file));
    else copyFileSync(file, join(this.folder, file));
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** Runs a script of the tree, or of a tool's package. */
  run(script: string, ...args: string[]): Promise<ToolResult> {
    return new Promise((resolve, reject) => {
      const env = { ...process.env, NO_COLOR: '1', VITEST: undefined };
      const child = spawn(process.execPath, [script, ...args], { cwd: this.folder, env });
      let stdout = '';
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout += chunk.toString();
        output += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      child.once('error', reject);
      child.once('close', code => resolve({ code, stdout, output }));
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
