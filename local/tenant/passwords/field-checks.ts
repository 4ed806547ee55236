/** Holds a JSON object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Takes one broken rule: the path below the object under test, z-schema's code, and its text. */
export type Report = (path: string, code: string, text: string) => void;

/** Checks single fields of a JSON object, in the codes and words of z-schema. */
export class FieldChecks {
    private readonly report: Report;

    constructor(report: Report) {
        this.report = report;
    }

    /** Reports a field that is missing. */
    missing(path: string): void {
        this.report(path, 'OBJECT_REQUIRED', `Missing required property: ${path.slice(path.lastIndexOf('.') + 1)}`);
    }

    /** Returns the object in a field, or reports what is there instead. */
    object(parent: Fields, parentPath: string, name: string, required?: 'required'): Fields | undefined {
        const value = this.present(parent, parentPath, name, required);
        if (value === undefined || isFields(value)) return value;
        this.wrongType(join(parentPath, name), 'object', value);
        return undefined;
    }

    /** Reports a field that is there and no string. */
    text(parent: Fields, parentPath: string, name: string, required?: 'required'): void {
        const value = this.present(parent, parentPath, name, required);
        if (value !== undefined && typeof value !== 'string') this.wrongType(join(parentPath, name), 'string', value);
    }

    /** Reports a field that is there and none of the allowed strings. */
    oneOf(parent: Fields, parentPath: string, name: string, allowed: readonly string[], required?: 'required'): void {
        const value = this.present(parent, parentPath, name, required);
        const path = join(parentPath, name);
        if (value === undefined) return;
        if (typeof value !== 'string') this.wrongType(path, 'string', value);
        else if (!allowed.includes(value)) this.report(path, 'ENUM_MISMATCH', `No enum match for: ${value}`);
    }

    /** Reports a field that is there and no integer above zero. */
    positiveInteger(parent: Fields, name: string): void {
        const value = this.present(parent, '', name);
        if (value === undefined) return;
        if (!Number.isInteger(value)) this.wrongType(name, 'integer', value);
        else if (Number(value) < 1) this.report(name, 'MINIMUM', `Value ${Number(value)} is less than minimum 1`);
    }

    private present(parent: Fields, parentPath: string, name: string, required?: 'required'): unknown {
        const value = Object.hasOwn(parent, name) ? parent[name] : undefined;
        if (value === undefined && required) this.missing(join(parentPath, name));
        return value;
    }

    private wrongType(path: string, expected: string, value: unknown): void {
        this.report(path, 'INVALID_TYPE', `Expected type ${expected} but found type ${jsonType(value)}`);
    }
}

/** Says whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names the type of a JSON value as z-schema does. */
export function jsonType(value: unknown): string {
    if (value === null) return 'null';
    if (Array.isArray(value)) return 'array';
    return Number.isInteger(value) ? 'integer' : typeof value;
}

function join(parentPath: string, name: string): string {
    return parentPath === '' ? name : `${parentPath}.${name}`;
}
