import { defineMigration } from 'auth0-user-migration/migrator';

export default defineMigration({
    description: 'All members who have not moved by logging in, with their passwords.',
    // The same IDs as a login gives: nobody becomes two.
    userIds: { policy: 'retain' },
    passwords: { hashExport: 'hashes.ndjson', whenMissing: 'refuse' },
    existingUsers: 'skip',
});
