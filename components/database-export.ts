import * as pulumi from '@pulumi/pulumi';

/** Which file a {@link DatabaseExport} is. */
export interface DatabaseExportArgs {
    /**
     * Path of the file, from the project's folder: NDJSON, a JSON array or CSV with a header, gzipped or not. It holds personal
     * data: keep it out of the repository.
     */
    readonly file: pulumi.Input<string>;
    /**
     * Format of the file.
     *
     * @default detected from the first bytes
     */
    readonly format?: pulumi.Input<'json' | 'csv'>;
    /**
     * Takes the records of this connection only, in a file of several; a password hash export is joined by it too.
     *
     * @default all records
     */
    readonly connection?: pulumi.Input<string>;
}

/**
 * A file of users in place of a source connection: an export of Auth0, or of any other system.
 *
 * The program says which file it is; the migration definition says in `source` how its records become users (`columns`,
 * `passwordHash`), which an export of Auth0 does not need.
 */
export class DatabaseExport extends pulumi.ComponentResource {
    /** Path of the file, from the project's folder. */
    readonly file: pulumi.Output<string>;
    /** Undefined where it is detected. */
    readonly format: pulumi.Input<'json' | 'csv'> | undefined;
    /** Undefined where all records are taken. */
    readonly connection: pulumi.Input<string> | undefined;

    /**
     * Declares a file of users; it is not read before a preview.
     *
     * @param name - name of the component
     * @param args - which file it is
     * @param opts - options of the component
     * @throws {pulumi.InputPropertyError} when no file is named
     */
    constructor(name: string, args: DatabaseExportArgs, opts?: pulumi.ComponentResourceOptions) {
        super('auth0-user-migration:index:DatabaseExport', name, {}, opts);
        // A path that is not known yet is checked with the other inputs of the run.
        const file: unknown = args.file;
        if (file === undefined || file === '') {
            throw new pulumi.InputPropertyError({
                propertyPath: 'file',
                reason: `Expected \`file\` to be the path of a file, got ${file === '' ? 'an empty text' : 'nothing'}.`,
            });
        }
        this.file = pulumi.output(args.file);
        this.format = args.format;
        this.connection = args.connection;
        this.registerOutputs({ file: this.file });
    }
}
