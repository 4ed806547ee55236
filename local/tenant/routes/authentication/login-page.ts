import type { FastifyReply } from 'fastify';

const HEADERS = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    // No `form-action`: browsers apply it to where the login leads, too.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

/** Sends the login page: a form without scripts, which is sent to its own address. */
export function loginPage(reply: FastifyReply, connections: readonly string[], problem?: string): FastifyReply {
    const options = connections.map((name) => `<option>${escaped(name)}</option>`).join('');
    const choice =
        connections.length > 1 ? `<p><label>Database <select name="connection">${options}</select></label></p>` : '';
    return send(
        reply,
        problem === undefined ? 200 : 400,
        `${problem === undefined ? '' : `<p role="alert">${escaped(problem)}</p>`}<form method="post">${choice}
<p><label>E-mail address, username or phone number <input name="username" autocomplete="username" required autofocus></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<p><button>Log in</button></p></form>`,
    );
}

/** Sends a page that says why there is no login page. */
export function messagePage(reply: FastifyReply, status: number, message: string): FastifyReply {
    return send(reply, status, `<p>${escaped(message)}</p>`);
}

function send(reply: FastifyReply, status: number, content: string): FastifyReply {
    return reply
        .code(status)
        .headers(HEADERS)
        .send(
            `<!doctype html><html lang="en"><title>Log in</title><body><h1>Local tenant</h1>${content}</body></html>`,
        );
}

function escaped(text: string): string {
    const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
    return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
