/** Reads the fields of a body that may be JSON or a form; what is neither has none. */
export function bodyFields(body: unknown): {
    value: (name: string) => unknown;
    /** A text that is not empty. */
    text: (name: string) => string | undefined;
} {
    const fields = typeof body === 'object' && body !== null && !Buffer.isBuffer(body) ? body : {};
    const value = (name: string): unknown => (Object.hasOwn(fields, name) ? Reflect.get(fields, name) : undefined);
    return {
        value,
        text(name) {
            const found = value(name);
            return typeof found === 'string' && found !== '' ? found : undefined;
        },
    };
}
