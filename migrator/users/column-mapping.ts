import type { SourceFile } from '../definition/source-file.ts';
import type { PresetHash, SourcePreset } from '../inputs/presets/preset.ts';
import { PRESETS } from '../inputs/presets/presets.ts';
import { isRecord, valueOf } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';

/** A column of a file: a name as it stands in the records, or keys that lead into them. */
export interface Column {
    readonly name: string;
    readonly keys: readonly string[];
}

/** Where one field of a profile comes from. */
export interface MappedField {
    readonly field: string;
    /** The first that has a value counts. */
    readonly columns: readonly Column[];
    /** Makes the value of the whole record; of presets only. */
    readonly read: ((record: UserRecord, asOf: number) => unknown) | undefined;
}

/** What a definition says of the columns of a file, in the form in which every record needs it. */
export interface ColumnMapping {
    /** Empty where the file has Auth0's own names. */
    readonly fields: readonly MappedField[];
    /** The names at the top of a record that fields come from. */
    readonly used: ReadonlySet<string>;
    readonly isPreset: boolean;
    /** Columns of which the definition or the preset says what they mean; undefined where the definition says who is blocked. */
    readonly understood: ReadonlySet<string> | undefined;
    /** What the definition itself names, and so must occur. */
    readonly said: readonly Column[];
    readonly nulls: ReadonlySet<string>;
    readonly presetHash: ((record: UserRecord) => PresetHash | undefined) | undefined;
    readonly isPerson: ((record: UserRecord) => boolean) | undefined;
    /** Path of the list in a JSON document. */
    readonly at: string | undefined;
}

type Said = Pick<SourceFile, 'from' | 'at' | 'columns' | 'nulls' | 'passwordHash'>;

const KNOWN = new WeakMap<Said, ColumnMapping>();
// As many as definitions name.
const COLUMNS = new Map<string, Column>();

/** Reads a definition's `source` once for all records. */
export function mappingOf(source: Said): ColumnMapping {
    const known = KNOWN.get(source);
    if (known !== undefined) return known;
    const made = makeMapping(source);
    KNOWN.set(source, made);
    return made;
}

function makeMapping({ from, at, columns, nulls, passwordHash }: Said): ColumnMapping {
    const preset: SourcePreset | undefined = from === undefined ? undefined : PRESETS[from];
    const merged = { ...preset?.columns, ...columns };
    const fields = Object.entries(merged).map(([field, column]): MappedField => {
        if (typeof column === 'function') return { field, columns: [], read: column };
        const names = typeof column === 'string' ? [column] : column;
        return { field, columns: names.map(columnNamed), read: undefined };
    });
    const used = fields.flatMap((field) => field.columns.flatMap(({ name, keys }) => [name, keys[0] ?? name]));
    const hashColumns =
        typeof passwordHash === 'object'
            ? [passwordHash.column, ...(passwordHash.saltColumn === undefined ? [] : [passwordHash.saltColumn])]
            : [];
    return {
        fields,
        used: new Set(used),
        isPreset: preset !== undefined,
        understood:
            columns?.['blocked'] === undefined
                ? new Set([
                      ...fields.flatMap((field) => field.columns.map(({ name }) => name)),
                      ...(preset?.blockedBy ?? []),
                  ])
                : undefined,
        said: [...Object.values(columns ?? {}), ...hashColumns].map(columnNamed),
        nulls: new Set(nulls),
        presetHash: passwordHash === undefined ? preset?.passwordHash : undefined,
        isPerson: preset?.isPerson,
        at: at ?? preset?.at,
    };
}

/** Gives the column of a name or of keys joined by dots, with places of lists as numbers or in brackets: `emails[0].address`. */
export function columnNamed(name: string): Column {
    const known = COLUMNS.get(name);
    if (known !== undefined) return known;
    const made = { name, keys: name.replaceAll(/\[(\d{1,6})\]/g, '.$1').split('.') };
    COLUMNS.set(name, made);
    return made;
}

/** Gives the value of a column; a name as it stands in the record goes before keys that lead into it. */
export function valueOfColumn(record: UserRecord, { name, keys }: Column): unknown {
    if (Object.hasOwn(record, name)) return record[name];
    return keys.length === 1 && !isRecord(record[keys[0] ?? '']) ? undefined : valueOf(record, keys);
}
