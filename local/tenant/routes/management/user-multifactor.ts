import { randomBytes } from 'node:crypto';
import { authenticationMethodsOf, readAuthenticationMethods } from '../../attachments/new-authentication-method.ts';
import { requireUser } from '../../attachments/require-user.ts';
import { isoTime } from '../../formatters.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const RECOVERY_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ123456789';
const RECOVERY_LENGTH = 24;

interface Id {
    Params: { id: string };
}

/** Serves what is left of the older multi-factor endpoints of `/users/{id}`. */
export function userMultifactorRoutes(app: App, { store }: Tenant): void {
    // The first confirmed factor only; `authentication-methods` shows them all.
    app.get<Id>('/users/:id/enrollments', { config: { scopes: ['read:users', 'read:current_user'] } }, ({ params }) =>
        [...readAuthenticationMethods(store, requireUser(store, params.id)).values()].slice(0, 1).map((method) => ({
            id: method.id.replace(/^.*\|/, ''),
            status: 'confirmed',
            type: method.type,
            auth_method: method.type === 'phone' ? 'sms' : method.type === 'totp' ? 'authenticator' : method.type,
            enrolled_at: isoTime(method.createdAt),
            ...(method.name !== undefined && { name: method.name }),
        })),
    );

    app.delete<Id>(
        '/users/:id/authenticators',
        { config: { scopes: ['delete:guardian_enrollments'] } },
        async ({ params }, reply) => {
            authenticationMethodsOf(store, requireUser(store, params.id)).clear();
            return reply.code(204).send();
        },
    );

    app.delete<{ Params: { id: string; provider: string } }>(
        '/users/:id/multifactor/:provider',
        { config: { scopes: ['update:users'] } },
        async ({ params }, reply) => {
            const methods = authenticationMethodsOf(store, requireUser(store, params.id));
            if (params.provider === 'guardian') methods.clear();
            return reply.code(204).send();
        },
    );

    app.post<Id>(
        '/users/:id/multifactor/actions/invalidate-remember-browser',
        { config: { scopes: ['update:users'] } },
        async ({ params }, reply) => {
            requireUser(store, params.id);
            return reply.code(204).send();
        },
    );

    app.post<Id>('/users/:id/recovery-code-regeneration', { config: { scopes: ['update:users'] } }, ({ params }) => {
        requireUser(store, params.id);
        const letters = [...randomBytes(RECOVERY_LENGTH)];
        const code = letters.map((byte) => RECOVERY_ALPHABET.charAt(byte % RECOVERY_ALPHABET.length)).join('');
        return { recovery_code: code };
    });

    app.post<Id>(
        '/users/:id/risk-assessments/clear',
        { config: { scopes: ['update:users'] } },
        async ({ params }, reply) => {
            requireUser(store, params.id);
            return reply.code(204).send();
        },
    );
}
