import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as secureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificates } from '../../../local/tenant/certificates.ts';

/** A request on its way through the proxy. */
export interface PassingRequest {
    /** From 1. */
    readonly number: number;
    readonly method: string;
    /** Path without the query. */
    readonly path: string;
    readonly query: URLSearchParams;
    readonly body: Buffer;
    /** The tenant's own status, once it has answered. */
    status?: number;
}

/** An answer on its way back. */
export interface PassingAnswer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
}

/** What an interference makes of a request or an answer: leaves it, replaces it, or `cut`s the line without a word. */
export type Interference<T> = T | 'cut' | undefined;

/** What to do to the traffic; each may look only. */
export interface Interferences {
    /** Called before the tenant sees a request; an answer that is given here is sent instead of the tenant's. */
    beforeTenant?(passing: PassingRequest): Interference<PassingAnswer | PassingRequest> | Promise<undefined>;
    /** Called when the tenant has answered and the client does not know yet. */
    afterTenant?(passing: PassingRequest, answer: PassingAnswer): Interference<PassingAnswer> | Promise<undefined>;
}

/** An HTTPS server in front of a local tenant that loses, changes and counts what passes. */
export interface InterferingProxy {
    /** `localhost:PORT`. */
    readonly domain: string;
    readonly caFile: string;
    /** Every request so far, in order of arrival. */
    readonly requests: PassingRequest[];
    interferences: Interferences;
    close(): Promise<void>;
}

/**
 * Starts a proxy in front of a tenant.
 *
 * It is the network between the migrator and Auth0, with the faults that networks have; nothing of ours is replaced.
 */
export async function startInterferingProxy(tenantDomain: string, tenantCa: string): Promise<InterferingProxy> {
    const folder = await mkdtemp(join(tmpdir(), 'proxy-'));
    const certificates = await createCertificates(folder, Date.now());
    const agent = new Agent({ ca: tenantCa, keepAlive: true });
    const proxy: InterferingProxy = {
        domain: '',
        caFile: certificates.caFile,
        requests: [],
        interferences: {},
        async close() {
            agent.destroy();
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
            await rm(folder, { recursive: true, force: true });
        },
    };
    const [host = 'localhost', port = ''] = tenantDomain.split(':');

    const forward = (passing: PassingRequest, incoming: IncomingMessage): Promise<PassingAnswer> =>
        new Promise((resolve, reject) => {
            // The audience of a token names the tenant, which does not know the proxy's address.
            const body = passing.path.endsWith('/oauth/token')
                ? Buffer.from(
                      passing.body
                          .toString()
                          .replaceAll(encodeURIComponent(proxy.domain), encodeURIComponent(tenantDomain)),
                  )
                : passing.body;
            const headers = { ...incoming.headers, 'content-length': String(body.length) };
            delete headers['transfer-encoding'];
            const outgoing = secureRequest(
                { agent, host, port, path: incoming.url, method: passing.method, headers },
                (answer) => {
                    void collect(answer).then((content) => {
                        resolve({
                            status: answer.statusCode ?? 0,
                            headers: Object.fromEntries(
                                Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
                            ),
                            body: content,
                        });
                    }, reject);
                },
            );
            outgoing.on('error', reject);
            outgoing.end(body);
        });

    const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
        const url = new URL(incoming.url ?? '/', 'https://localhost');
        let passing: PassingRequest = {
            number: proxy.requests.length + 1,
            method: incoming.method ?? 'GET',
            path: url.pathname,
            query: url.searchParams,
            body: Buffer.alloc(0),
        };
        proxy.requests.push(passing);
        passing = Object.assign(passing, { body: await collect(incoming) });
        const first = await proxy.interferences.beforeTenant?.(passing);
        if (first === 'cut') {
            incoming.socket.destroy();
            return;
        }
        let answer: PassingAnswer;
        if (first !== undefined && 'headers' in first) answer = first;
        else answer = await forward(first ?? passing, incoming);
        passing.status = answer.status;
        const last = await proxy.interferences.afterTenant?.(passing, answer);
        if (last === 'cut') {
            incoming.socket.destroy();
            return;
        }
        const { status, headers, body } = last ?? answer;
        const kept = { ...headers };
        delete kept['transfer-encoding'];
        outgoing.writeHead(status, status === 204 ? kept : { ...kept, 'content-length': String(body.length) });
        outgoing.end(body);
    };

    const server = createServer({ key: certificates.key, cert: certificates.cert }, (incoming, outgoing) => {
        pass(incoming, outgoing).catch(() => incoming.socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return Object.assign(proxy, { domain: `localhost:${(server.address() as AddressInfo).port}` });
}

/** Makes an answer as Auth0's Management API words it. */
export function refusal(status: number, message: string, headers: Record<string, string> = {}): PassingAnswer {
    return {
        status,
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
        body: Buffer.from(JSON.stringify({ statusCode: status, error: 'Error', message })),
    };
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks);
}
