import { Agent, request } from 'node:https';

/** Makes a `fetch` that trusts one certificate authority; Node's own has no such option. */
export function createHttpsFetch(ca: string): typeof fetch & { close(): void } {
    const agent = new Agent({ ca, keepAlive: true });
    const httpsFetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
        const wanted = new Request(input, init);
        const body = Buffer.from(await wanted.arrayBuffer());
        return new Promise((resolve, reject) => {
            const outgoing = request(
                wanted.url,
                { agent, method: wanted.method, headers: Object.fromEntries(wanted.headers) },
                (incoming) => {
                    const chunks: Buffer[] = [];
                    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
                    incoming.on('error', reject);
                    incoming.on('end', () => {
                        const status = incoming.statusCode ?? 0;
                        const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
                            name,
                            String(value),
                        ]);
                        const content = status === 204 ? null : Buffer.concat(chunks);
                        resolve(new Response(content, { status, headers }));
                    });
                },
            );
            outgoing.on('error', reject);
            if (body.length > 0) outgoing.setHeader('content-length', body.length);
            outgoing.end(body);
        });
    };
    return Object.assign(httpsFetch, {
        close() {
            agent.destroy();
        },
    });
}
