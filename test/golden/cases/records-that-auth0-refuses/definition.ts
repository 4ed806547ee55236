import type { MigrationDefinition } from '../../../../migrator/definition.ts';

/** Puts what a record is to be into the record, as a mistaken `transform` does. */
const definition: MigrationDefinition = {
    description: 'Records that auth0 refuses.',
    passwords: { whenMissing: 'reset' },
    userIds: { policy: 'regenerate', rememberAs: false },
    transform: ({ user_metadata: metadata, ...user }) => ({ ...user, ...(metadata as { record: object }).record }),
};

export default definition;
