import { type AuthenticationMethod, formatAuthenticationMethod } from '../../attachments/authentication-method.ts';
import {
    type AuthenticationMethodBody,
    authenticationMethodsOf,
    newAuthenticationMethod,
    readAuthenticationMethods,
} from '../../attachments/new-authentication-method.ts';
import { requireUser } from '../../attachments/require-user.ts';
import { ApiError, invalidBody } from '../../errors.ts';
import { answerList } from '../../lists.ts';
import { type Query, queryFlag } from '../../paging.ts';
import { requirePayload } from '../../payload.ts';
import { type Schema, schemaProblems } from '../../schema.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const PATH = '/users/:id/authentication-methods';
const PREFERRED: Schema = { type: 'string', enum: ['sms', 'voice'] };

const METHOD: Schema = {
    type: 'object',
    additionalProperties: false,
    required: ['type'],
    properties: {
        // The keys of WebAuthn and of passkeys can't be made up, so those types are not served.
        type: { type: 'string', enum: ['phone', 'email', 'totp'] },
        name: { type: 'string' },
        email: { type: 'string', format: 'email' },
        phone_number: { type: 'string', pattern: /^\+[0-9]{1,15}$/ },
        preferred_authentication_method: PREFERRED,
        totp_secret: { type: 'string', pattern: /^[A-Z2-7]+$/ },
    },
};
const DETAIL = { phone: 'phone_number', email: 'email', totp: 'totp_secret' } as const;

interface Params {
    id: string;
    methodId: string;
}

/** Serves `/users/{id}/authentication-methods`. */
export function authenticationMethodRoutes(app: App, { store, clock }: Tenant): void {
    const methodsOf = (userId: string) => authenticationMethodsOf(store, requireUser(store, userId));
    const requireMethod = ({ id, methodId }: Params): AuthenticationMethod => {
        const method = methodsOf(id).get(methodId);
        if (method === undefined)
            throw new ApiError(404, 'Authentication method does not exist.', 'authentication_method_not_found');
        return method;
    };

    app.get<{ Params: { id: string }; Querystring: Query }>(
        PATH,
        { config: { scopes: ['read:authentication_methods'] } },
        ({ params, query }) => {
            const methods = [...readAuthenticationMethods(store, requireUser(store, params.id)).values()];
            const answer = answerList(methods, query, 'authenticators', (one) =>
                formatAuthenticationMethod(one, 'listed'),
            );
            if (!queryFlag(query, 'include_totals') || methods.length > 0) return answer;
            // Recorded: without a `total` when there are none.
            return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== 'total'));
        },
    );

    app.post<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['create:authentication_methods'] } },
        async ({ params, body }, reply) => {
            const methods = methodsOf(params.id);
            const wanted = requirePayload(METHOD, body) as unknown as AuthenticationMethodBody;
            requireDetail(wanted);
            const isSame = (other: AuthenticationMethod) =>
                other.type === wanted.type &&
                other.email === wanted.email &&
                other.phoneNumber === wanted.phone_number &&
                other.totpSecret === wanted.totp_secret;
            if ([...methods.values()].some(isSame))
                throw new ApiError(409, 'Authentication method already exists.', 'authentication_method_conflict');
            const method = newAuthenticationMethod(wanted, clock.now());
            methods.set(method.id, method);
            return reply.code(201).send(formatAuthenticationMethod(method, 'written'));
        },
    );

    app.put<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['update:authentication_methods'] } },
        ({ params, body }) => {
            const methods = methodsOf(params.id);
            const [problem] = schemaProblems({ type: 'array', items: METHOD }, body ?? null);
            if (problem !== undefined) throw invalidBody(`Payload validation error: '${problem.message}'.`);
            const wanted = body as AuthenticationMethodBody[];
            for (const one of wanted) requireDetail(one);
            methods.clear();
            return wanted.map((one) => {
                const method = newAuthenticationMethod(one, clock.now());
                methods.set(method.id, method);
                return formatAuthenticationMethod(method, 'replaced');
            });
        },
    );

    app.delete<{ Params: { id: string } }>(
        PATH,
        { config: { scopes: ['delete:authentication_methods'] } },
        async ({ params }, reply) => {
            methodsOf(params.id).clear();
            return reply.code(204).send();
        },
    );

    app.get<{ Params: Params }>(
        `${PATH}/:methodId`,
        { config: { scopes: ['read:authentication_methods'] } },
        ({ params }) => formatAuthenticationMethod(requireMethod(params), 'listed'),
    );

    app.patch<{ Params: Params }>(
        `${PATH}/:methodId`,
        { config: { scopes: ['update:authentication_methods'] } },
        ({ params, body }) => {
            const method = requireMethod(params);
            const changes = requirePayload(
                {
                    additionalProperties: false,
                    properties: { name: { type: 'string' }, preferred_authentication_method: PREFERRED },
                },
                body,
            ) as { name?: string; preferred_authentication_method?: string };
            method.name = changes.name ?? method.name;
            method.preferred = changes.preferred_authentication_method ?? method.preferred;
            return formatAuthenticationMethod(method, 'written');
        },
    );

    app.delete<{ Params: Params }>(
        `${PATH}/:methodId`,
        { config: { scopes: ['delete:authentication_methods'] } },
        async ({ params }, reply) => {
            methodsOf(params.id).delete(requireMethod(params).id);
            return reply.code(204).send();
        },
    );
}

function requireDetail(body: AuthenticationMethodBody): void {
    const name = DETAIL[body.type as keyof typeof DETAIL];
    if (body[name] === undefined) throw invalidBody(`Payload validation error: 'Missing required property: ${name}'.`);
}
