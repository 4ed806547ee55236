import { join } from 'node:path';

/** The folder of this repository. */
export const REPOSITORY = join(import.meta.dirname, '..');

/** A package that is published from this repository. */
export interface PublishedPackage {
    readonly name: string;
    /** Its sources and its `package.json`, in the repository. */
    readonly folder: string;
    /** What the compiler leaves, to be copied as it is: from the package's folder, or from the repository. */
    readonly copied: readonly string[];
}

/** What `npm run pack` packs. `local/pulumi` is a package of the repository only. */
export const PUBLISHED: readonly PublishedPackage[] = [
    {
        name: 'auth0-user-migration',
        folder: '.',
        copied: ['bin', 'script-types', 'examples', 'templates', 'docs', 'README.md', 'LICENSE'],
    },
    {
        name: 'auth0-local-tenant',
        folder: 'local/tenant',
        copied: ['bin', 'dashboard', 'README.md', 'LICENSE'],
    },
];
