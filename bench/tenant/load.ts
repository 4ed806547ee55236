import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { cpuSeconds } from './process-figures.ts';

const CONNECTIONS = 16;
const WARM_UP_MS = 500;
const MEASURED_MS = 3000;
const HEAD_END = Buffer.from('\r\n\r\n');

/** A call that is made again and again. */
export interface Call {
    readonly method: string;
    readonly path: string;
    readonly body?: unknown;
}

/** Where calls go: a port on this machine, its authority, and what goes with each call. */
export interface Destination {
    readonly port: number;
    readonly pid: number;
    readonly ca: string;
    readonly token?: string;
}

/** How many calls a server answers: by the clock, and by the processor time that it takes, which other programs on the machine don't change. */
export interface Load {
    readonly callsPerSecond: number;
    readonly callsPerCpuSecond: number;
}

/**
 * Makes calls over connections that stay open, each as soon as the one before is answered.
 *
 * @param next - gives the call with a number; they count up
 * @throws {Error} for an answer that is not a success
 */
export async function measureLoad(destination: Destination, next: (number: number) => Call): Promise<Load> {
    let number = 0;
    let answered = 0;
    let isOver = false;
    const worker = async () => {
        const socket = await open(destination);
        while (!isOver) {
            const call = next(number);
            number += 1;
            const status = await exchange(socket, requestText(call, destination));
            if (status >= 300) throw new Error(`${call.method} ${call.path} answered ${status}`);
            answered += 1;
        }
        socket.destroy();
    };
    const workers = Promise.all(Array.from({ length: CONNECTIONS }, worker));
    await Promise.race([workers, sleep(WARM_UP_MS)]);
    const [startedAt, before, cpuBefore] = [performance.now(), answered, await cpuSeconds(destination.pid)];
    await Promise.race([workers, sleep(MEASURED_MS)]);
    const calls = answered - before;
    const load = {
        callsPerSecond: (calls / (performance.now() - startedAt)) * 1000,
        callsPerCpuSecond: calls / ((await cpuSeconds(destination.pid)) - cpuBefore),
    };
    isOver = true;
    await workers;
    return load;
}

async function open({ port, ca }: Destination): Promise<TLSSocket> {
    const socket = connect({ host: 'localhost', port, ca });
    await once(socket, 'secureConnect');
    return socket.setNoDelay(true);
}

function requestText({ method, path, body }: Call, { port, token }: Destination): string {
    const content = body === undefined ? '' : JSON.stringify(body);
    return [
        `${method} ${path} HTTP/1.1`,
        `host: localhost:${port}`,
        ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
        ...(body === undefined
            ? []
            : ['content-type: application/json', `content-length: ${Buffer.byteLength(content)}`]),
        '',
        content,
    ].join('\r\n');
}

// No HTTP library: the client must cost less than any server that it measures.
function exchange(socket: TLSSocket, request: string): Promise<number> {
    return new Promise((resolve, reject) => {
        let received: Buffer = Buffer.alloc(0);
        const onData = (chunk: Buffer) => {
            received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
            const headEnd = received.indexOf(HEAD_END);
            if (headEnd === -1) return;
            const head = received.toString('latin1', 0, headEnd);
            const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
            if (received.length < headEnd + HEAD_END.length + length) return;
            socket.off('data', onData).off('error', reject);
            resolve(Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)));
        };
        socket.on('data', onData).once('error', reject);
        socket.write(request);
    });
}

function sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
        setTimeout(resolve, durationMs);
    });
}
