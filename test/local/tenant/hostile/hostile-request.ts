import { Agent, request } from 'node:https';
import { connect } from 'node:tls';
import type { TenantProcess } from './tenant-process.ts';

/** A request as it goes over the wire. */
export interface HostileRequest {
    method: string;
    /** With its query string, as it is: nothing is escaped. */
    path: string;
    headers?: Record<string, string> | undefined;
    body?: string | Buffer | undefined;
    /** Without a token of the tenant's own client. */
    isAnonymous?: boolean | undefined;
}

/** The status of an answer and its text; `closed` when the connection ended without one. */
export interface Answer {
    status: number | 'closed';
    text: string;
}

const NO_ANSWER_MS = 60_000;

/** Sends requests to a tenant over connections that stay open, and raw bytes over new ones. */
export function createSender(
    tenant: TenantProcess,
    token: string,
): {
    send(hostile: HostileRequest): Promise<Answer>;
    sendRaw(bytes: Buffer): Promise<Answer>;
    close(): void;
} {
    const agent = new Agent({ ca: tenant.ca, keepAlive: true, maxSockets: 8 });
    const [, port] = tenant.domain.split(':');
    return {
        send: ({ method, path, headers = {}, body, isAnonymous = false }) =>
            new Promise((resolve) => {
                const close = () => {
                    resolve({ status: 'closed', text: '' });
                };
                const outgoing = request(
                    {
                        host: 'localhost',
                        port,
                        agent,
                        method,
                        path,
                        headers: { ...(!isAnonymous && { authorization: `Bearer ${token}` }), ...headers },
                    },
                    (incoming) => {
                        const chunks: Buffer[] = [];
                        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
                        incoming.on('error', close);
                        incoming.on('end', () => {
                            resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
                        });
                    },
                );
                outgoing.setTimeout(NO_ANSWER_MS, () => outgoing.destroy());
                outgoing.on('error', close);
                // Without it, Node sends the body of a DELETE without a frame.
                if (body !== undefined) outgoing.setHeader('content-length', Buffer.byteLength(body));
                outgoing.end(body);
            }),
        sendRaw: (bytes) =>
            new Promise((resolve) => {
                let text = '';
                const socket = connect({
                    host: 'localhost',
                    port: Number(port),
                    ca: tenant.ca,
                    servername: 'localhost',
                });
                socket.setTimeout(NO_ANSWER_MS, () => socket.destroy());
                socket.setEncoding('latin1');
                const finish = () => {
                    socket.destroy();
                    const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
                    resolve({ status: status === undefined ? 'closed' : Number(status), text });
                };
                socket.on('data', (chunk: string) => {
                    text += chunk;
                    if (text.includes('\r\n\r\n')) finish();
                });
                socket.on('error', finish);
                socket.on('close', finish);
                socket.end(bytes);
            }),
        close: () => {
            agent.destroy();
        },
    };
}
