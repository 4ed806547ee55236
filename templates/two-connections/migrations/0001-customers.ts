import { defineMigration } from 'auth0-user-migration/migrator';

export default defineMigration({
    description: 'Customers of the legacy connection, into a new connection of the same tenant.',
    // One tenant cannot have two users with one ID, so Auth0 generates new ones, and each user remembers the old one.
    userIds: { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' },
    // Ask Auth0's support for the password hash export and name its file here (`hashExport: 'secrets/hashes.ndjson.gz'`). Without it, users
    // choose a new password.
    passwords: { whenMissing: 'reset' },
});
