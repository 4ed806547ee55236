import type { FastifyRequest } from 'fastify';

const MAX_SEGMENT = 40;
const MAX_SEGMENTS = 8;

/** Names what a client asked for and the tenant does not serve, with `{id}` in the place of what looks like an ID; none for what is served. */
export function unservedRoute({ method, url, routeOptions }: FastifyRequest): string | undefined {
    const path = url.replace(/\?.*$/s, '');
    if (routeOptions.url !== undefined || path.startsWith('/_local/')) return undefined;
    const segments = path.split('/').slice(0, MAX_SEGMENTS);
    return `${method} ${segments.map((segment) => (isId(segment) ? '{id}' : segment)).join('/')}`;
}

function isId(segment: string): boolean {
    return segment.length > MAX_SEGMENT || /%|\||_\w*[A-Z\d]|^[a-z\d]*\d[a-z\d]{7,}$/i.test(segment);
}
