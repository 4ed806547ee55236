import { defineMigration } from 'auth0-user-migration/migrator';

export default defineMigration({
    description: 'Customers of the legacy tenant, who keep their IDs.',
    userIds: { policy: 'retain' },
    // Ask Auth0's support for the password hash export and name its file here (`hashExport: 'secrets/hashes.ndjson.gz'`). Without it, users
    // choose a new password.
    passwords: { whenMissing: 'reset' },
});
