// A network that breaks: a real proxy of TCP in front of a real server. It breaks at one request and stays away until it is
// given back, as that of a phone in a tunnel.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * Where it breaks: the request has not reached the server; the server has answered it and nothing of that arrives; a part of the
 * answer arrives.
 */
export type Cut = 'before' | 'after' | 'within';
export const CUTS: readonly Cut[] = ['before', 'after', 'within'];

export class Network {
  /** How many requests have been cut. */
  cuts = 0;
  private away = false;
  private rule: { request: RegExp; cut: Cut } | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(private readonly to: number) {
    this.server = createServer((phone) => this.connected(phone));
  }

  /** A network in front of the server at this port. */
  static async before(port: number): Promise<Network> {
    const network = new Network(port);
    await new Promise<void>((resolve) => network.server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Breaks at the next request whose first line is like this. */
  breakAt(request: RegExp, cut: Cut): void {
    this.rule = { request, cut };
  }

  /** The network is there again. */
  giveBack(): void {
    this.away = false;
  }

  async end(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private connected(phone: Socket): void {
    if (this.away) return void phone.resetAndDestroy();
    const server = connect(this.to, '127.0.0.1');
    let cut: Cut | undefined;
    let answered = false;
    for (const socket of [phone, server]) {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      // Either end may go at any moment: that is what is tried here.
      socket.on('error', () => undefined);
    }
    phone.on('data', (sent) => {
      // The browser writes the head of a request at once, on a connection of its own or one that is at rest.
      if (!cut && this.rule?.request.test(sent.toString('latin1').split('\r\n', 1)[0]!)) {
        cut = this.rule.cut;
        this.rule = undefined;
        if (cut === 'before') return this.breakNow();
      }
      server.write(sent);
    });
    server.on('data', (answer) => {
      if (!cut) return void phone.write(answer);
      if (answered) return;
      answered = true;
      if (cut === 'after') return this.breakNow();
      // A moment later, so that the part does arrive.
      phone.write(answer.subarray(0, Math.floor(answer.length / 2)), () => setTimeout(() => this.breakNow(), 50));
    });
    phone.on('end', () => server.end());
    server.on('end', () => phone.end());
    phone.on('close', () => server.destroy());
    server.on('close', () => phone.destroy());
  }

  /** Every connection is gone, and no other comes about. */
  private breakNow(): void {
    this.cuts += 1;
    this.away = true;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }
}
