import { styleText } from 'node:util';

/** Where a command writes text to. */
export interface TextStream {
    readonly isTTY?: boolean;
    readonly columns?: number;
    write(text: string): unknown;
}

type Style = Parameters<typeof styleText>[0];

/** Beginnings of lines that are colored: a code, its level, or a verdict. */
const STYLES: readonly (readonly [pattern: RegExp, style: Style])[] = [
    [/^ *(?:REFUSED|error) [A-Z_]+:|^[A-Z][A-Z_]+[A-Z]:|^ *verified +NOT\b/, ['bold', 'red']],
    [/^ *warning\b(?: [A-Z_]+:)?/, 'yellow'],
    [/^ *note [A-Z_]+:/, 'cyan'],
    [/^ *verified\b/, 'green'],
    [/^\d\. .*$/, 'bold'],
];

/**
 * Writes a text and a line feed. At a terminal, lines are wrapped at words, and what they begin with is colored unless `NO_COLOR` forbids it;
 * anywhere else every byte stays as it is.
 */
export function printText(text: string, stream: TextStream & NodeJS.WritableStream = process.stdout): void {
    if (stream.isTTY !== true) {
        stream.write(`${text}\n`);
        return;
    }
    const lines = wrapText(text, stream.columns ?? 80).split('\n');
    stream.write(`${lines.map((line) => styledLine(line, stream)).join('\n')}\n`);
}

/** Wraps the lines of a text at words. What follows a line is indented two columns deeper than the line. A longer word stays whole. */
export function wrapText(text: string, columns: number): string {
    return text
        .split('\n')
        .flatMap((line) => wrapLine(line, columns))
        .join('\n');
}

function wrapLine(line: string, columns: number): string[] {
    if (line.length <= columns) return [line];
    const indent = /^ */.exec(line)?.[0] ?? '';
    const lines: string[] = [];
    let rest = line;
    while (rest.length > columns) {
        const start = (lines.length === 0 ? indent : `${indent}  `).length;
        const end = rest.lastIndexOf(' ', columns);
        // A word that fits into no line is a path or a digest, which somebody may want to copy.
        const cut = end > start ? end : rest.indexOf(' ', start + 1);
        if (cut === -1) break;
        lines.push(rest.slice(0, cut).trimEnd());
        rest = `${indent}  ${rest.slice(cut + 1).trimStart()}`;
    }
    return [...lines, rest];
}

function styledLine(line: string, stream: NodeJS.WritableStream): string {
    for (const [pattern, style] of STYLES) {
        const [start] = pattern.exec(line) ?? [];
        if (start !== undefined) return styleText(style, start, { stream }) + line.slice(start.length);
    }
    return line;
}
