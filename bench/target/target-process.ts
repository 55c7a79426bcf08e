/** The server of the benchmarks, in a process of its own: as little HTTP as a GET needs, so that the load generators are the bottleneck. */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import type { TargetCommand, TargetLog, TargetPlan } from './target.ts';

/** Requests that the log has room for. */
const ROOM = 4_000_000;
const BODY = '{"value":[{"id":"1","phoneType":"mobile"},{"id":"2","phoneType":"office"}]}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);
const END = Buffer.from('\r\n\r\n');

const arrivals = new Float64Array(ROOM);
const answers = new Float64Array(ROOM);
let plan: TargetPlan = { serviceMs: 0, stall: null };
let arrived = 0;
/** Of those, answered, in their order. */
let answered = 0;
let sockets: Socket[] = [];
let timer: NodeJS.Timeout | null = null;
/** When the stall was over indeed. */
let resumedAt = 0;

function received(socket: Socket): void {
  const now = performance.now();
  if (arrived < ROOM) arrivals[arrived] = now;
  if (plan.serviceMs === 0 && plan.stall === null) {
    arrived++;
    answered = arrived;
    socket.write(ANSWER);
    return;
  }
  sockets[arrived++] = socket;
  if (timer === null) answerLater(now);
}

function answerLater(now: number): void {
  timer = setTimeout(answerReady, Math.max(0, readyAt(answered) - now));
}

function readyAt(index: number): number {
  const ready = (arrivals[index] as number) + plan.serviceMs;
  if (plan.stall === null) return ready;
  const from = (arrivals[0] as number) + plan.stall.afterMs;
  const to = from + plan.stall.forMs;
  return ready >= from && ready < to ? to : ready;
}

function answerReady(): void {
  let now = performance.now();
  timer = null;
  while (answered < arrived && readyAt(answered) <= now) {
    if (plan.stall !== null && resumedAt === 0 && readyAt(answered) > (arrivals[answered] as number) + plan.serviceMs) {
      resumedAt = now;
    }
    sockets[answered]?.write(ANSWER);
    answers[answered++] = now = performance.now();
  }
  if (answered < arrived) answerLater(now);
}

const server = createServer({ noDelay: true }, socket => {
  let matched = 0;
  socket.on('data', (data: Buffer) => {
    // The usual case: one whole request.
    if (matched === 0 && data.indexOf(END) === data.length - 4) return received(socket);
    for (const byte of data) {
      matched = byte === END[matched] ? matched + 1 : byte === 13 ? 1 : 0;
      if (matched < 4) continue;
      matched = 0;
      received(socket);
    }
  });
  socket.on('error', () => {});
});

process.on('disconnect', () => process.exit(0));
process.on('message', (command: TargetCommand) => {
  if (command.kind === 'begin') {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    plan = command.plan;
    arrived = answered = resumedAt = 0;
    sockets = [];
    process.send?.({ begun: true });
    return;
  }
  const count = Math.min(arrived, ROOM);
  const log: TargetLog = {
    arrivals: arrivals.slice(0, count),
    answers: answers.slice(0, Math.min(answered, count)),
    resumedAt: resumedAt === 0 ? null : resumedAt,
  };
  process.send?.({ log });
});

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
