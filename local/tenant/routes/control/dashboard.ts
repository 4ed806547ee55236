import { readFile } from 'node:fs/promises';
import type { App } from '../../server.ts';

const FILES = {
    '/': ['dashboard.html', 'text/html; charset=utf-8'],
    '/dashboard.css': ['dashboard.css', 'text/css; charset=utf-8'],
    '/dashboard.js': ['dashboard.js', 'text/javascript; charset=utf-8'],
} as const;

const HEADERS = {
    'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
};

/** Serves a web page that shows the tenant live, for people who would rather look than read. It asks nothing but the control API. */
export function dashboardRoutes(app: App): void {
    for (const [path, [name, type]] of Object.entries(FILES))
        app.get(path, { prefixTrailingSlash: 'slash' }, async (_request, reply) => {
            const file = new URL(`../../dashboard/${name}`, import.meta.url);
            return reply.headers({ ...HEADERS, 'content-type': type }).send(await readFile(file));
        });
}
