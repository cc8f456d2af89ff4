// Makes the folder that is packed: the command and the module as plain JavaScript with their types, and the stylesheets.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';

rmSync('build', { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
cpSync('src', 'build', { recursive: true, filter: (file) => statSync(file).isDirectory() || !/\.tsx?$/.test(file) });
