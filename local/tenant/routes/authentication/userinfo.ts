import type { FastifyRequest } from 'fastify';
import type { Profile } from '../../entities.ts';
import { ApiError, OAuthError } from '../../errors.ts';
import { formatUser } from '../../formatters.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { userinfoAudience } from './user-tokens.ts';

const BEARER = /^bearer (.+)$/is;
const CLAIMS: Readonly<Record<string, readonly string[]>> = {
    profile: ['name', 'given_name', 'family_name', 'nickname', 'picture', 'updated_at'],
    email: ['email', 'email_verified'],
    phone: ['phone_number', 'phone_verified'],
};

/** Serves `/userinfo`: what the scopes of a user's token show of the user. */
export function userinfoRoutes(app: App, tenant: Tenant): void {
    const answer = async (request: FastifyRequest) => {
        const { subject, scopes } = await requireToken(tenant, request);
        const [profile] = tenant.store.users.profilesWithId(subject);
        if (profile === undefined) throw unauthorized();
        return { sub: subject, ...shownOf(profile, scopes) };
    };
    app.get('/userinfo', answer);
    app.post('/userinfo', answer);
}

async function requireToken(tenant: Tenant, request: FastifyRequest) {
    const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined) throw unauthorized();
    try {
        return await tenant.tokens.verify(token, [userinfoAudience(tenant)]);
    } catch (error) {
        throw error instanceof ApiError ? unauthorized() : error;
    }
}

function shownOf(profile: Profile, scopes: ReadonlySet<string>): Record<string, unknown> {
    const names = [...scopes].flatMap((scope) => (Object.hasOwn(CLAIMS, scope) ? (CLAIMS[scope] ?? []) : []));
    const user = formatUser(profile);
    return Object.fromEntries(names.flatMap((name) => (user[name] === undefined ? [] : [[name, user[name]]])));
}

function unauthorized(): OAuthError {
    return new OAuthError(401, 'invalid_token', 'Unauthorized');
}
