import { defineMigration } from 'auth0-user-migration/migrator';

export default defineMigration({
    description: 'Customers of the legacy database, into the connection that the new login uses.',
    userIds: { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' },
    passwords: { hashExport: '.rehearsal/hashes.ndjson.gz', whenMissing: 'refuse' },
    existingUsers: 'skip',
    transform: (user) => ({ ...user, user_metadata: { ...(user['user_metadata'] as object), migrated: true } }),
});
