import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** Asks a server under a name, and by a path as it is: fetch would choose the one and tidy the other. */
export async function askAs(url: string, host: string, path: string) {
  const { hostname, port } = new URL(url);
  const asked = request({ hostname, port, path, headers: { host } }).end();
  const [answer]: IncomingMessage[] = await once(asked, 'response');
  if (answer === undefined) throw new Error('The server did not answer.');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}
