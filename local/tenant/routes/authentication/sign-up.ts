import type { JsonObject } from '../../entities.ts';
import { ApiError } from '../../errors.ts';
import { formatUser } from '../../formatters.ts';
import { identityId } from '../../identity-id.ts';
import { recordUserEvent } from '../../logs/record-user-event.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { hasFlag } from '../../tenant-settings.ts';
import { createUser } from '../../users/create-user.ts';
import { suspiciousBehavior } from '../../users/log-in.ts';
import { passwordRefusal } from '../../users/password-policy.ts';
import { bodyFields } from './body-fields.ts';

// Nothing else of a sign-up reaches the new user.
const FIELDS = [
    'connection',
    'email',
    'username',
    'phone_number',
    'password',
    'given_name',
    'family_name',
    'name',
    'nickname',
    'picture',
    'user_metadata',
] as const;

/** Serves `POST /dbconnections/signup`. */
export function signUpRoutes(app: App, tenant: Tenant): void {
    app.post('/dbconnections/signup', async (request, reply) => {
        const { text, value } = bodyFields(request.body);
        const connection = tenant.store.connectionNamed(text('connection') ?? '');
        const clientId = text('client_id');
        const { suspiciousAddresses } = tenant.store;
        const isRefused =
            connection?.strategy !== 'auth0' || clientId === undefined || !connection.enabledClients.has(clientId);
        const record = (type: 'ss' | 'fs' | 'limit_mu', description: string, userId?: string) => {
            recordUserEvent(tenant, type, {
                description,
                connection,
                userName: text('email') ?? text('username'),
                userId,
                clientId,
                ip: request.ip,
            });
        };
        if (suspiciousAddresses.isThrottled('pre-user-registration', request.ip, tenant.clock)) {
            record('limit_mu', 'Blocked IP address after too many sign-ups');
            throw suspiciousBehavior();
        }
        suspiciousAddresses.take('pre-user-registration', request.ip, tenant.clock);
        if (isRefused) {
            record('fs', 'Invalid sign up');
            return reply.code(400).send(invalidSignUp());
        }
        if (connection.options['disable_signup'] === true) {
            record('fs', 'Public signup is disabled');
            return reply.code(400).send({ error: 'public signup is disabled' });
        }
        const user: JsonObject = {};
        for (const field of FIELDS) if (value(field) !== undefined) user[field] = value(field);
        try {
            const profile = await createUser(tenant.store, user, tenant);
            record('ss', 'Successful signup', profile.userId);
            const { email, username, email_verified, phone_number, phone_verified, ...rest } = formatUser(profile);
            const [identity] = profile.identities;
            return {
                _id: identity && identityId(identity),
                ...(email !== undefined && { email }),
                ...(username !== undefined && { username }),
                ...(email !== undefined && { email_verified }),
                ...(phone_number !== undefined && { phone_number, phone_verified }),
                ...(rest['user_metadata'] !== undefined && { user_metadata: rest['user_metadata'] }),
            };
        } catch (error) {
            if (!(error instanceof ApiError)) throw error;
            record('fs', error.message);
            const refusal = passwordRefusal(connection, text('password') ?? '', error.message);
            return reply.code(400).send(refusal ?? (error.statusCode === 409 ? existingUser(tenant) : invalidSignUp()));
        }
    });
}

// Whether there is such a user already is not said, unless the tenant wants it.
function existingUser({ store }: Tenant): JsonObject {
    if (!hasFlag(store.settings, 'enable_public_signup_user_exists_error')) return invalidSignUp();
    return { name: 'BadRequestError', code: 'user_exists', description: 'The user already exists.', statusCode: 400 };
}

function invalidSignUp(): JsonObject {
    return { name: 'BadRequestError', code: 'invalid_signup', description: 'Invalid sign up', statusCode: 400 };
}
