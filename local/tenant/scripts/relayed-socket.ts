/**
 * Runs in a script's process: sockets whose bytes go through the tenant, since the process has no network. Drivers get them in the place of
 * Node's own.
 */
import net from 'node:net';
import { Duplex } from 'node:stream';

/** What a relayed socket says to the tenant, as JSON. */
export type SocketRequest =
    | { kind: 'connect'; socket: number; host: string; port: number }
    | { kind: 'send'; socket: number; data: string }
    | { kind: 'hang-up'; socket: number };

/** What the tenant says to a relayed socket, as JSON. */
export interface SocketReply {
    socket: number;
    event: 'connected' | 'data' | 'ended' | 'failed';
    /** Base64, or the message of a failure. */
    data?: string;
    code?: string;
}

/**
 * Puts relayed sockets in the place of Node's, for whatever is loaded from now on.
 *
 * @param post - sends a line to the tenant
 * @returns what is to be told every line of the tenant's
 */
export function relaySockets(post: (messageJson: string) => void): (messageJson: string) => void {
    const open = new Map<number, RelayedSocket>();
    let count = 0;

    class RelayedSocket extends Duplex {
        readonly #id = (count += 1);
        connecting = false;
        readonly remoteAddress = '127.0.0.1';

        constructor() {
            super({ allowHalfOpen: false });
        }

        connect(...args: unknown[]): this {
            const [first, second] = args;
            const options = typeof first === 'object' ? first : { port: first, host: second };
            const { host = 'localhost', port } = options as { host?: string; port?: unknown };
            const listener = args.at(-1);
            if (typeof listener === 'function') this.once('connect', listener as () => void);
            this.connecting = true;
            open.set(this.#id, this);
            this.#post({ kind: 'connect', socket: this.#id, host, port: Number(port) });
            return this;
        }

        hear({ event, data = '', code }: SocketReply): void {
            if (event === 'connected') {
                this.connecting = false;
                this.emit('connect');
                this.emit('ready');
            } else if (event === 'data') this.push(Buffer.from(data, 'base64'));
            else if (event === 'ended') this.push(null);
            else this.destroy(Object.assign(new Error(data), { code }));
        }

        override _read(): void {
            // Bytes come as they arrive.
        }

        override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
            const send = (): void => {
                const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
                this.#post({ kind: 'send', socket: this.#id, data: bytes.toString('base64') });
                done();
            };
            if (this.connecting) this.once('connect', send);
            else send();
        }

        override _final(done: () => void): void {
            this.#post({ kind: 'hang-up', socket: this.#id });
            done();
        }

        override _destroy(error: Error | null, done: (error: Error | null) => void): void {
            open.delete(this.#id);
            this.#post({ kind: 'hang-up', socket: this.#id });
            done(error);
        }

        #post(request: SocketRequest): void {
            post(JSON.stringify(request));
        }

        setNoDelay = (): this => this;
        setKeepAlive = (): this => this;
        setTimeout = (): this => this;
        ref = (): this => this;
        unref = (): this => this;
    }

    const connect = (...args: unknown[]): RelayedSocket => new RelayedSocket().connect(...args);
    Object.assign(net, { Socket: RelayedSocket, Stream: RelayedSocket, connect, createConnection: connect });

    return (messageJson) => {
        const reply = JSON.parse(messageJson) as Partial<SocketReply>;
        if (reply.socket !== undefined) open.get(reply.socket)?.hear(reply as SocketReply);
    };
}
