import { reasonOf } from '../disclosure/foreign-error.ts';
import { type ErrorCode, MigrationError } from '../errors.ts';

/** An error as it crosses to another process: structured cloning would keep its message and lose its code. */
interface WireError {
    readonly [WIRE_ERROR]: 'MigrationError' | 'Error';
    readonly name: string;
    readonly message: string;
    readonly stack: string | undefined;
    readonly code: unknown;
    readonly properties: Readonly<Record<string, unknown>>;
    readonly cause: unknown;
}

const WIRE_ERROR = '__error';

/**
 * Encodes a value for another process: errors anywhere in it become plain objects, functions and signals are left out.
 *
 * A `MigrationError` keeps every own property that is JSON; of any other error only name, message and code remain, with whatever
 * looks like a secret or an address taken out.
 */
export function toWire(value: unknown): unknown {
    if (typeof value === 'function' || value instanceof AbortSignal) return undefined;
    if (value instanceof Error) return encodeError(value);
    if (Array.isArray(value)) return value.map(toWire);
    if (!isPlain(value)) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, inner]) => typeof inner !== 'function' && !(inner instanceof AbortSignal))
            .map(([key, inner]) => [key, toWire(inner)]),
    );
}

/** Decodes what {@link toWire} made. */
export function fromWire(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(fromWire);
    if (!isPlain(value)) return value;
    if (WIRE_ERROR in value) return decodeError(value as unknown as WireError);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromWire(inner)]));
}

function encodeError(error: Error): WireError {
    const isOurs = error.name === 'MigrationError';
    const { name, message, stack, cause } = error;
    return {
        [WIRE_ERROR]: isOurs ? 'MigrationError' : 'Error',
        name,
        message: isOurs ? message : reasonOf(error),
        // The first lines of a stack repeat the message.
        stack: stack?.split('\n').filter(isFrame).join('\n'),
        code: 'code' in error ? error.code : undefined,
        properties: isOurs ? jsonOf(error) : {},
        cause: cause instanceof Error ? encodeError(cause) : undefined,
    };
}

function decodeError(wire: WireError): Error {
    const cause = wire.cause === undefined ? undefined : decodeError(wire.cause as WireError);
    const error =
        wire[WIRE_ERROR] === 'MigrationError'
            ? new MigrationError(wire.code as ErrorCode, wire.message, { cause })
            : new Error(wire.message, cause === undefined ? undefined : { cause });
    if (wire.stack !== undefined) error.stack = `${wire.name}: ${wire.message}\n${wire.stack}`;
    if (wire[WIRE_ERROR] === 'Error')
        Object.assign(error, { name: wire.name }, wire.code === undefined ? {} : { code: wire.code });
    return Object.assign(error, wire.properties);
}

function jsonOf(error: Error): Record<string, unknown> {
    const kept: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(error)) {
        try {
            const text = JSON.stringify(value) as string | undefined;
            if (text !== undefined) kept[key] = JSON.parse(text);
        } catch {
            // A cycle or a bigint: code that needs it across processes makes it JSON.
        }
    }
    return kept;
}

function isFrame(line: string): boolean {
    return /^\s+at /.test(line);
}

function isPlain(value: unknown): value is Record<string, unknown> {
    if (typeof value !== 'object' || value === null) return false;
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
}
