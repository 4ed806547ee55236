import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpSourceScripts } from '../../../../migrator/scripts/http-scripts.ts';
import { type Breakdown, capitalized, type ScriptSource, type SourceUser, USERS } from './script-source.ts';

const TOKEN = 'Bearer of-the-legacy-service';

/** A web service with a shape of its own. */
export async function openHttpSource(): Promise<ScriptSource> {
    let breakdown: Breakdown | undefined;
    let requests = 0;
    const server = createServer((request, response) => {
        requests += 1;
        if (breakdown === 'away') request.socket.destroy();
        else if (breakdown === 'nonsense') response.end('<html>Welcome!</html>');
        else if (breakdown === undefined) void answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
        scripts: (choices = {}) =>
            httpSourceScripts({
                loginUrl: `http://${host}/sessions`,
                getUserUrl: `http://${host}/people?version=2`,
                headers: { authorization: 'SOURCE_AUTHORIZATION' },
                fields: {
                    ...{ user_id: 'person.id', email: 'person.mail', email_verified: 'person.isVerified' },
                    ...{ username: 'person.login', name: 'person.name' },
                    ...{ user_metadata: 'person.preferences', app_metadata: 'person.account' },
                },
                ...choices,
            }),
        configuration: { SOURCE_AUTHORIZATION: TOKEN },
        hosts: [host],
        breakDown(how) {
            breakdown = how;
        },
        mend() {
            breakdown = undefined;
        },
        contacts: () => requests,
        async close() {
            server.closeAllConnections();
            server.close();
            await once(server, 'close');
        },
    };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const reply = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    if (request.headers.authorization !== TOKEN) {
        reply(500, { error: 'no token' });
        return;
    }
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'POST') {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as { identifier: string; password: string };
        const user = find(body.identifier);
        if (user?.password !== body.password) reply(401, { error: 'wrong' });
        else if (user.isBlocked === true) reply(403, { error: 'blocked' });
        else reply(200, shown(user));
        return;
    }
    const user = find(url.searchParams.get('identifier') ?? '');
    if (user === undefined || url.searchParams.get('version') !== '2') reply(404, {});
    else reply(200, shown(user));
}

function find(identifier: string): SourceUser | undefined {
    return USERS.find(({ email, username }) => [email, username].includes(identifier.toLowerCase()));
}

function shown({ id, email, username, name }: SourceUser): object {
    const more = { isVerified: true, preferences: { plan: 'gold' }, account: { level: 3 } };
    return { person: { id, mail: email, login: capitalized(username), name, ...more } };
}
