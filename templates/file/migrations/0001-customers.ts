import { defineMigration } from 'auth0-user-migration/migrator';

export default defineMigration({
    description: 'Customers of another system, who keep their passwords.',
    source: {
        // Field of Auth0: column of the file.
        columns: {
            user_id: 'id',
            email: 'email',
            email_verified: 'email_confirmed',
            name: 'full_name',
            'app_metadata.plan': 'plan',
        },
        passwordHash: { column: 'password_hash' },
    },
    userIds: { policy: 'prefix', prefix: 'legacy-' },
    // Somebody without a password hash chooses a new password.
    passwords: { whenMissing: 'reset' },
});
