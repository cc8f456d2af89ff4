// Sends webhooks as fast as they are answered; told by messages what and where.
import { once } from 'node:events';
import { connect } from 'node:net';
import { signPayload } from '@flashstudio/stripe-sandbox';
import { tellAgain } from './events.ts';
import type { Salvo } from './load.ts';
import { serveParent } from './serve-parent.ts';

const HEADER_END = Buffer.from('\r\n\r\n');

function prepare({ url, secret, events }: Salvo): Buffer[] {
  const { host, pathname } = new URL(url);
  const bodies = 'bodies' in events ? events.bodies : tellAgain(events.again, events.count);
  const at = new Date();
  return bodies.map((body) =>
    Buffer.from(
      [
        `POST ${pathname} HTTP/1.1`,
        `Host: ${host}`,
        'Content-Type: application/json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `Stripe-Signature: ${signPayload(body, secret, at)}`,
        '',
        body,
      ].join('\r\n'),
    ),
  );
}

/** Whether an answer is complete: its body is as long as it says, or its last chunk has come. */
function isComplete(answer: Buffer): boolean {
  const end = answer.indexOf(HEADER_END);
  if (end < 0) return false;
  const head = answer.toString('latin1', 0, end).toLowerCase();
  const length = /content-length: (\d+)/.exec(head)?.[1];
  if (length !== undefined) return answer.length >= end + HEADER_END.length + Number(length);
  return answer.toString('latin1', end).endsWith('\r\n0\r\n\r\n');
}

/** One connection: the next request goes out when the answer to the one before is in. */
async function line(url: URL, next: () => Buffer | undefined, heard: (status: number, ms: number) => void) {
  const socket = connect(Number(url.port), url.hostname).setNoDelay(true);
  await once(socket, 'connect');
  return new Promise<void>((resolve, reject) => {
    let answer: Buffer = Buffer.alloc(0);
    let sentAt = 0;
    const send = () => {
      const request = next();
      if (request === undefined) {
        socket.destroy();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('data', (chunk) => {
      answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk]);
      if (!isComplete(answer)) return;
      heard(Number(answer.toString('latin1', 9, 12)), performance.now() - sentAt);
      answer = Buffer.alloc(0);
      send();
    });
    socket.on('error', reject);
    socket.on('end', () => reject(new Error('the server closed a connection')));
    send();
  });
}

async function fire(salvo: Salvo) {
  const requests = prepare(salvo);
  const times: number[] = [];
  let sent = 0;
  let refused = 0;
  const next = () => {
    const request = requests[sent];
    sent += request === undefined ? 0 : 1;
    return request;
  };
  const heard = (status: number, ms: number) => {
    times.push(ms);
    if (status < 200 || status > 299) refused += 1;
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: salvo.connections }, () => line(new URL(salvo.url), next, heard)));
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(part * times.length)] ?? Number.NaN;
  return { sent, refused, seconds, median: at(0.5), p99: at(0.99) };
}

serveParent(fire);
