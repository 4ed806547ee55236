import type { MigrationDefinition } from '../../../../migrator/definition.ts';

const definition: MigrationDefinition = {
    description: 'Subset by predicate.',
    passwords: { whenMissing: 'reset' },
    only: (user) => {
        if (user['nickname'] === 'thrower') throw new RangeError('never shown');
        return user['nickname'] === 'pilot';
    },
};
export default definition;
