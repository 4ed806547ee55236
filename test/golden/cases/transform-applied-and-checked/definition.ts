import type { MigrationDefinition } from '../../../../migrator/definition.ts';

const definition: MigrationDefinition = {
    description: 'Transform applied and checked.',
    passwords: { whenMissing: 'reset' },
    transform: (user) => {
        switch (user['nickname']) {
            case 'thrower':
                throw new TypeError('never shown');
            case 'nothing':
                return undefined as never;
            case 'later':
                return Promise.resolve(user) as never;
            case 'id':
                return { ...user, user_id: 'x' };
            case 'no JSON':
                return { ...user, app_metadata: { ...(user['app_metadata'] as object), since: new Date(0), gone: undefined, zero: -0 } };
            case 'invalid':
                return { ...user, connection: 'customers' };
            default:
                return { ...user, email: String(user['email']).replace('user', 'MOVED.'), user_metadata: { migrated: true } };
        }
    },
};
export default definition;
