// Not `{SSHA}…`.
const JSON_OBJECT = /^\s*\{\s*"/;

/** Returns the JSON object that a value is, or that its text holds; `undefined` for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
    if (typeof value === 'string') return JSON_OBJECT.test(value) ? fieldsOf(parsed(value)) : undefined;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as Readonly<Record<string, unknown>>)
        : undefined;
}

/** Returns a text, or `undefined`. */
export function textOf(value: unknown): string | undefined {
    return typeof value === 'string' ? value : undefined;
}

/** Returns a number, also one written as text, or `undefined`. */
export function numberOf(value: unknown): number | undefined {
    if (typeof value === 'number') return value;
    return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
