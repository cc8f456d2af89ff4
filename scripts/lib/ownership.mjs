import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** What installing and building write to, in the project and in each of its packages. */
const WRITTEN = ['node_modules', '.turbo', 'dist', 'src/generated'];

/**
 * Why installing or building may have failed: something they write to belongs to another user, as after one start as
 * root. Undefined when all of it is ours.
 */
export function explainOwnership(root, uid = process.getuid?.()) {
  if (uid === undefined || uid === 0) return undefined;
  const places = [root, ...['apps', 'packages'].flatMap((group) => folders(path.join(root, group)))];
  const foreign = places
    .flatMap((place) => WRITTEN.map((name) => path.join(place, name)))
    .find((file) => existsSync(file) && statSync(file).uid !== uid);
  if (foreign === undefined) return undefined;
  const owner = statSync(foreign).uid === 0 ? 'root' : `user ${statSync(foreign).uid}`;
  return `${foreign} belongs to ${owner}, and this is user ${uid}: hand the project over with sudo chown -R ${uid} '${root.replaceAll("'", "'\\''")}', or run the command as ${owner}.`;
}

function folders(group) {
  return existsSync(group) ? readdirSync(group).map((name) => path.join(group, name)) : [];
}
