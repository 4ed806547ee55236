import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificates } from '../../local/tenant/certificates.ts';

// What Node's own HTTPS server does with a handler that does nothing: the ceiling for everything behind it.
const { key, cert, ca } = await makeCertificates(Date.now());
const server = createServer({ key, cert }, (_request, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end('{}');
});
server.listen(0, 'localhost', () => {
    console.log(JSON.stringify({ port: (server.address() as AddressInfo).port, ca }));
});
