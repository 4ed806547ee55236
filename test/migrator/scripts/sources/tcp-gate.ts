import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Breakdown } from './script-source.ts';

/** A stretch of network in front of a server that a test can break. */
export interface TcpGate {
    readonly port: number;
    breakdown: Breakdown | undefined;
    connections: number;
    close(): Promise<void>;
}

/** Opens a gate in front of a port of this machine. */
export async function openTcpGate(port: number): Promise<TcpGate> {
    const sockets = new Set<Socket>();
    const server = createServer((incoming) => {
        gate.connections += 1;
        sockets.add(incoming);
        incoming.on('error', () => undefined);
        if (gate.breakdown === 'away') incoming.destroy();
        else if (gate.breakdown === 'nonsense') incoming.end('<html>Nothing that a driver knows.</html>'.repeat(10));
        // A slow server holds the connection and says nothing.
        if (gate.breakdown !== undefined) return;
        const outgoing = connect(port, '127.0.0.1');
        sockets.add(outgoing);
        outgoing.on('error', () => incoming.destroy());
        incoming.pipe(outgoing).pipe(incoming);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const gate: TcpGate = {
        port: (server.address() as AddressInfo).port,
        breakdown: undefined,
        connections: 0,
        async close() {
            for (const socket of sockets) socket.destroy();
            server.close();
            await once(server, 'close');
        },
    };
    return gate;
}
