import { defineMigration } from 'auth0-user-migration/migrator';

export default defineMigration({
    description: 'Customers of the legacy database, into the connection that the new login uses.',
    userIds: { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' },
    passwords: { hashExport: '.rehearsal/hashes.ndjson.gz', whenMissing: 'refuse' },
    existingUsers: 'skip',
    roles: { missing: 'create' },
    organizations: { missing: 'create' },
    // Permissions that were given to users directly cost a call a user; only customers of this plan have any.
    permissions: {
        missing: 'create',
        only: (user) => (user['app_metadata'] as { plan?: string } | undefined)?.plan === 'business',
    },
    transform: (user) => ({ ...user, user_metadata: { ...(user['user_metadata'] as object), migrated: true } }),
});
