/** A name server on loopback that tells of one name, as Docker's does of a service: all its addresses, as they are now. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import packet from 'dns-packet';

export interface NameServer {
  /** "127.0.0.1:49152". */
  readonly address: string;
  close(): Promise<void>;
}

/** @param addresses IPv4; asked again at every question */
export async function openNameServer(
  name: string,
  addresses: () => readonly string[],
): Promise<NameServer> {
  const socket = createSocket('udp4');
  socket.on('message', (message, { address, port }) => {
    const { id = 0, questions = [] } = packet.decode(message);
    const isKnown = questions.some((question) => question.name === name);
    const isAsked = questions.some((one) => one.name === name && one.type === 'A');
    const answers = isAsked
      ? addresses().map((data) => ({ type: 'A' as const, name, ttl: 1, data }))
      : [];
    const noName = 3;
    const flags = packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | (isKnown ? 0 : noName);
    socket.send(packet.encode({ type: 'response', id, flags, questions, answers }), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise((done) => socket.close(() => done())),
  };
}
