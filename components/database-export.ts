import * as pulumi from '@pulumi/pulumi';

/** Which file a {@link DatabaseExport} is. */
export interface DatabaseExportArgs {
    /**
     * Path of the file, from the project's folder: NDJSON, a JSON array or CSV with a header, gzipped or not. It holds personal
     * data: keep it out of the repository.
     */
    readonly file: string;
    /** @default told from the first bytes */
    readonly format?: 'json' | 'csv';
    /**
     * Takes the records of this connection only, in a file of several; a password hash export is joined by it too.
     *
     * @default all records
     */
    readonly connection?: string;
}

/**
 * A file of users in the place of a source connection: an export of Auth0, or of any other system.
 *
 * The program says which file it is; the migration definition says in `source` how its records become users (`columns`,
 * `passwordHash`), which an export of Auth0 does not need.
 */
export class DatabaseExport extends pulumi.ComponentResource {
    /** Path of the file, from the project's folder. */
    readonly file: string;
    readonly format: 'json' | 'csv' | undefined;
    readonly connection: string | undefined;

    /**
     * Declares a file of users; it is not read before a preview.
     *
     * @throws {pulumi.InputPropertyError} when no file is named
     */
    constructor(name: string, args: DatabaseExportArgs, opts?: pulumi.ComponentResourceOptions) {
        super('auth0-user-migration:index:DatabaseExport', name, {}, opts);
        if (typeof args.file !== 'string' || args.file === '') {
            throw new pulumi.InputPropertyError({
                propertyPath: 'file',
                reason: `Expected \`file\` to be the path of a file, got \`${args.file}\` (${typeof args.file}).`,
            });
        }
        this.file = args.file;
        this.format = args.format;
        this.connection = args.connection;
        this.registerOutputs({ file: this.file });
    }
}
