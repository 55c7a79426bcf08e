import { expect, test } from 'vitest';
import { VirtualClock } from '../../../mock-service/time/virtual-clock.ts';
import { UnansweredRpcs } from '../../transport/rpc.ts';
import { UnansweredWebSockets } from '../../transport/web-socket.ts';
import { grpcPort } from '../grpc/grpc-module.ts';
import { moduleMembers } from './module-members.ts';
import { TestDrill } from './test-drill.ts';

test('the list of members says what the modules have', () => {
  // With the modules of live drills.
  const clock = new VirtualClock();
  const grpc = grpcPort(new UnansweredRpcs(clock), 'script.js');
  const { modules } = new TestDrill({}, {}, '.', [], new UnansweredWebSockets(clock), grpc).k6;
  const made = new Map([...modules].map(([name, module]) => [name, new Set(Object.keys(module))]));
  for (const members of made.values()) members.delete('default');
  expect(made).toEqual(moduleMembers);
});
