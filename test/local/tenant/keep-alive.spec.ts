import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { startLocalTenant } from '../../../local/tenant/index.ts';

describe('local tenant, at its end', () => {
    for (const host of ['127.0.0.1', 'localhost'])
        it(`closes although a client at ${host} keeps its connection open`, async () => {
            const tenant = await startLocalTenant();
            const port = Number(tenant.domain.split(':')[1]);
            const socket = connect({ host, port, ca: await readFile(tenant.caFile) });
            socket.on('error', () => undefined);
            socket.write('GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\n\r\n');
            const [answer] = (await once(socket, 'data')) as [Buffer];
            assert.match(answer.toString(), /^HTTP\/1\.1 200 OK/);
            await tenant.close();
            socket.destroy();
        });
});
