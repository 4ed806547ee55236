import { connect, type Socket } from 'node:net';
import type { SocketReply, SocketRequest } from './relayed-socket.ts';

const MAX_SOCKETS = 10;
const MAX_BYTES = 16 * 1024 * 1024;

/** Opens sockets for one run of a script, which has no network of its own, to the allowed hosts only. */
export class SocketRelay {
    readonly #allowedHosts: readonly string[];
    readonly #reply: (reply: SocketReply) => void;
    readonly #sockets = new Map<number, Socket>();
    #count = 0;
    #bytes = 0;

    /** @param allowedHosts - such as `localhost:5432` */
    constructor(allowedHosts: readonly string[], reply: (reply: SocketReply) => void) {
        this.#allowedHosts = allowedHosts;
        this.#reply = reply;
    }

    /** Does what a relayed socket of the script asks for; it never throws. */
    handle(request: SocketRequest): void {
        const { socket: id } = request;
        if (request.kind === 'connect') this.#connect(id, request.host, request.port);
        else if (request.kind === 'send') this.#sockets.get(id)?.write(Buffer.from(request.data, 'base64'));
        else this.#sockets.get(id)?.end();
    }

    /** Closes them all. */
    close(): void {
        for (const socket of this.#sockets.values()) socket.destroy();
    }

    #connect(id: number, host: string, port: number): void {
        const fail = (data: string, code: string): void => {
            this.#reply({ socket: id, event: 'failed', data, code });
        };
        this.#count += 1;
        if (this.#count > MAX_SOCKETS || this.#sockets.has(id)) {
            fail(`More than ${MAX_SOCKETS} sockets.`, 'EMFILE');
            return;
        }
        if (!this.#allowedHosts.includes(`${host}:${port}`)) {
            fail(`Not allowed to call ${host}:${port}: --script-hosts does not name it.`, 'EACCES');
            return;
        }
        const socket = connect({ host, port });
        this.#sockets.set(id, socket);
        socket.on('connect', () => {
            this.#reply({ socket: id, event: 'connected' });
        });
        socket.on('data', (chunk: Buffer) => {
            this.#bytes += chunk.length;
            if (this.#bytes > MAX_BYTES) socket.destroy(new Error(`More than ${MAX_BYTES} bytes.`));
            else this.#reply({ socket: id, event: 'data', data: chunk.toString('base64') });
        });
        socket.on('end', () => {
            this.#reply({ socket: id, event: 'ended' });
        });
        socket.on('error', (error: NodeJS.ErrnoException) => {
            fail(error.message, error.code ?? 'ERROR');
        });
    }
}
