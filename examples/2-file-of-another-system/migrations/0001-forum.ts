import { defineMigration } from 'auth0-user-migration/migrator';

export default defineMigration({
    description: 'Users of the forum, who keep the passwords that it has hashed in three ways over the years.',
    source: {
        columns: {
            user_id: 'id',
            email: 'email',
            username: 'username',
            given_name: 'first_name',
            family_name: 'last_name',
            'app_metadata.forum.is_active': 'is_active',
            'app_metadata.forum.joined_at': 'date_joined',
        },
        passwordHash: { column: 'password' },
    },
    userIds: { policy: 'prefix', prefix: 'forum-' },
    passwords: { whenMissing: 'reset' },
    transform: (user) => ({
        ...user,
        email_verified: true,
        blocked: (user['app_metadata'] as { forum: { is_active: string } }).forum.is_active !== 'True',
    }),
});
