import fc from 'fast-check';

const LINES = [
    'GET / HTTP/9.9',
    'GET  /  HTTP/1.1',
    'G\0T / HTTP/1.1',
    'PRI * HTTP/2.0',
    'CONNECT localhost:1 HTTP/1.1',
    'GET http://[::1 HTTP/1.1',
    'GET /api/v2/users\u00ff HTTP/1.1',
    `GET /${'a'.repeat(20_000)} HTTP/1.1`,
    'OPTIONS * HTTP/1.1',
    'POST /api/v2/users HTTP/1.1',
    'PURGE /api/v2/users HTTP/1.1',
    'nonsense',
];
const HEADERS = [
    'host: localhost',
    'host: ',
    'host: a\r\nhost: b',
    'content-length: -1',
    'content-length: 99999999999999999999',
    'content-length: 5\r\ncontent-length: 6',
    'transfer-encoding: chunked\r\ncontent-length: 3',
    'transfer-encoding: identity, chunked, gzip',
    'expect: 100-continue',
    'expect: nonsense',
    'upgrade: websocket\r\nconnection: upgrade',
    'connection: keep-alive, close, \u0001',
    'content-type: \u0001',
    'content-type: application/json; charset=\u00ff',
    'x: a\r\n folded',
    ': empty',
    'no colon',
    `x: ${'y'.repeat(30_000)}`,
    'x: y\r\n'.repeat(3000).trim(),
    'authorization: Bearer \u00ff\u00fe',
];

/** What is hardly HTTP, as bytes. */
export const rawRequest: fc.Arbitrary<Buffer> = fc
    .tuple(
        fc.constantFrom(...LINES),
        fc.array(fc.constantFrom(...HEADERS), { maxLength: 4 }),
        fc.constantFrom('', '{}', '5\r\nhello', 'ffffffffffffffffff\r\n', '0\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
    )
    .map(([line, headers, body]) => Buffer.from(`${[line, ...headers].join('\r\n')}\r\n\r\n${body}`, 'latin1'));
