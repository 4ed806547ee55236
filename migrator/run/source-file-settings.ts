import type { LoadedDefinition } from '../definition/definition-file.ts';
import type { SourceFile } from '../definition/source-file.ts';
import { shownPath, shownText } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';

/** A file of users in place of a source connection: which one it is. How its records become users stands in the definition. */
export interface SourceFileSettings {
    /** Path, relative to the project's folder: NDJSON, a JSON array or CSV, gzipped or not. */
    readonly file: string;
    /** @default told from the first bytes */
    readonly format?: 'json' | 'csv' | undefined;
    /** Takes the records of this connection only, where records name one. @default all */
    readonly connection?: string | undefined;
}

/** Tells a file of users from a connection. */
export function isSourceFile(source: object | undefined): source is SourceFileSettings {
    return source !== undefined && 'file' in source;
}

/**
 * Joins what the settings and the definition say of a file of users: which file it is, and how its records are read.
 *
 * @param source - the source of the settings
 * @throws {MigrationError} `SETTING_INVALID` when the two name different files, or the definition describes a file and nobody
 * names one
 */
export function withSourceFile(loaded: LoadedDefinition, source: object | undefined): LoadedDefinition {
    const { definition } = loaded;
    const described: SourceFile | undefined = definition.source;
    if (!isSourceFile(source)) {
        if (described === undefined || described.file !== undefined) return loaded;
        if (source !== undefined)
            throw new MigrationError(
                'SETTING_INVALID',
                'The definition describes the records of a file (`source`), and the source of this migration is a connection, whose users need no ' +
                    'description. Leave out `source`; `transform: (user, source) => ...` gets everything that the source has of a user, such as `created_at`.',
            );
        throw new MigrationError(
            'SETTING_INVALID',
            'The definition describes the records of a file (`source`) and nothing names the file. Say `source: { file: ... }` there, or give ' +
                "the migration `source: new DatabaseExport('...', { file: ... })`.",
        );
    }
    for (const key of ['file', 'format', 'connection'] as const) {
        const [said, declared] = [source[key], described?.[key]];
        if (said === undefined || declared === undefined || said === declared) continue;
        throw new MigrationError(
            'SETTING_INVALID',
            `The program says \`${key}: ${quoted(said)}\` of the file of users, and the definition says \`source.${key}: ${quoted(declared)}\`. Say it in one ` +
                'of the two places.',
        );
    }
    const { file, format, connection } = source;
    const named = { file, ...(format && { format }), ...(connection && { connection }) };
    return { ...loaded, definition: { ...definition, source: { ...described, ...named } } };
}

function quoted(text: string): string {
    return shownPath(text) === text || shownText(text).startsWith('`') ? `'${text}'` : shownText(text);
}
