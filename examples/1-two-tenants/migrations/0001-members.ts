import { defineMigration } from 'auth0-user-migration/migrator';

export default defineMigration({
    description: 'All members, who choose a new password at their first log-in in the new tenant.',
    userIds: { policy: 'retain' },
    passwords: { whenMissing: 'reset' },
    transform: (user) => ({ ...user, app_metadata: { ...(user['app_metadata'] as object), moved_by: 'two-tenants' } }),
});
