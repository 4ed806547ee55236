import fc from 'fast-check';
import { type Family, refused, refusedOrHarmless } from './family.ts';

const BOUNDARY = 'b0und4ry';
const PATH = '/api/v2/jobs/users-imports';

const part = (head: string, content: string) => `--${BOUNDARY}\r\n${head}\r\n\r\n${content}\r\n`;
const field = (name: string, value: string) => part(`content-disposition: form-data; name="${name}"`, value);
const file = (content: string) =>
    part('content-disposition: form-data; name="users"; filename="u.json"\r\ncontent-type: application/json', content);
const END = `--${BOUNDARY}--\r\n`;

const head = fc.constantFrom(
    '',
    'content-disposition:',
    'content-disposition: form-data',
    'content-disposition: form-data; name=',
    'content-disposition: form-data; name="users',
    'content-disposition: attachment; name="users"',
    'content-disposition: form-data; name="__proto__"',
    "content-disposition: form-data; name*=utf-8''%FF%FE",
    'content-disposition: form-data; name="users"; filename*=nonsense\'\'%00',
    'content-disposition: form-data; name="users"; filename="../../x"\r\ncontent-transfer-encoding: base64',
    `content-disposition: form-data; name="users"\r\nx: ${'y'.repeat(100_000)}`,
    `content-disposition: form-data; name="${'n'.repeat(50_000)}"`,
    'content-type: multipart/mixed; boundary=inner',
    'content-disposition: form-data; name="connection_id"; filename="f"',
);
const contentType = fc.constantFrom(
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=""',
    `multipart/form-data; boundary="${BOUNDARY}`,
    `multipart/form-data; boundary=${'b'.repeat(5000)}`,
    'multipart/form-data; boundary=other',
    'multipart/mixed; boundary=x',
    `multipart/form-data; boundary=${BOUNDARY}; charset=utf-7`,
    `multipart/form-data;;;boundary=${BOUNDARY};boundary=other`,
);

/** Broken multipart bodies for imports. A file that is no list of users is accepted and its job fails, as at Auth0. */
export function multipartFamilies(connectionId: string): Family[] {
    const good =
        field('connection_id', connectionId) + field('upsert', 'true') + file('[{"email":"a@example.com"}]') + END;
    const request = (body: string | Buffer, type = `multipart/form-data; boundary=${BOUNDARY}`) => ({
        method: 'POST',
        path: PATH,
        headers: { 'content-type': type },
        body,
    });
    const cut = fc.integer({ min: 0, max: good.length - 1 }).map((length) => request(good.slice(0, length)));
    const changed = fc
        .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
        .map((changes) => {
            const bytes = Buffer.from(good);
            for (const [place, byte] of changes) bytes[place] = byte;
            return request(bytes);
        });
    const oddParts = fc
        .array(fc.tuple(head, fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 4 })
        .map((parts) => request(parts.map(([text, content]) => part(text, content)).join('') + END));
    const many = fc
        .tuple(fc.integer({ min: 500, max: 4000 }), fc.constantFrom('a', '__proto__', 'upsert'))
        .map(([count, name]) => request(field(name, 'x').repeat(count) + END));
    const oddFlags = fc
        .tuple(fc.constantFrom('upsert', 'connection_id'), fc.string({ minLength: 1, unit: 'binary', maxLength: 30 }))
        .map(([name, value]) => request(field(name, `?${value}`) + file('[]') + END));
    return [
        { name: 'multipart that ends too early', count: 400, requests: cut, accepts: refusedOrHarmless },
        { name: 'multipart with wrong bytes', count: 400, requests: changed, accepts: refusedOrHarmless },
        { name: 'multipart with odd parts', count: 300, requests: oddParts, accepts: refused },
        { name: 'multipart with thousands of parts', count: 60, requests: many, accepts: refused },
        { name: 'multipart with odd fields', count: 150, requests: oddFlags, accepts: refused },
        {
            name: 'multipart of odd content types',
            count: 150,
            requests: contentType.map((type) => request(good, type)),
            accepts: refusedOrHarmless,
        },
        {
            name: 'imports beyond 512,000 bytes',
            count: 30,
            requests: fc.integer({ min: 512_000, max: 2_000_000 }).map((size) => request(file('x'.repeat(size)) + END)),
            accepts: (status) => status === 413,
        },
    ];
}
