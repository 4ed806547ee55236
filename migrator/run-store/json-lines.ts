import type { Artifacts } from './artifacts.ts';
import { readLines } from './read-lines.ts';

/** Gives a value as a line of NDJSON. */
export function jsonLine(value: object): Buffer {
    return Buffer.from(`${JSON.stringify(value)}\n`);
}

/** Gives values as lines of NDJSON, one by one: a hundred thousand are never in memory as text. */
export function* jsonLines(values: readonly object[]): Generator<Buffer> {
    for (const value of values) yield jsonLine(value);
}

/** Reads an artifact of NDJSON that this package wrote, some values at a time. */
export async function* readJsonLines<Value extends object>(
    artifacts: Artifacts,
    name: string,
): AsyncGenerator<Value[]> {
    for await (const lines of readLines(artifacts, name)) yield lines.map(({ text }) => JSON.parse(text) as Value);
}
