import type { RunSummary, StepOp } from '../engine/engine-event.ts';
import type { PropertyMap } from '../values/property-value.ts';
import { UNKNOWN } from '../values/property-value.ts';
import { redactSecrets } from '../values/secret.ts';
import { wordsOf } from './step-words.ts';

const ORDER: readonly StepOp[] = ['create', 'update', 'replace', 'delete', 'read', 'discard', 'refresh', 'same'];

/** Writes how many resources were changed in which way: `Resources: + 3 created, 2 unchanged`. */
export function formatChanges({ changes, isPreview }: Pick<RunSummary, 'changes' | 'isPreview'>): string {
    const parts = ORDER.flatMap((op) => {
        const count = changes[op] ?? 0;
        if (count === 0) {
            return [];
        }
        const { sign, done, planned } = wordsOf(op);
        return op === 'same' ? [`${count} ${done}`] : [`${sign} ${count} ${isPreview ? `to ${planned}` : done}`];
    });
    return `Resources: ${parts.length === 0 ? 'no changes' : parts.join(', ')}`;
}

/** Writes the outputs of the stack as the CLI does: one a line, secrets as `[secret]`, and of objects and lists each value on a line of its own. */
export function formatOutputs(outputs: PropertyMap): string[] {
    const sorted = Object.entries(redactSecrets(outputs)).sort(([left], [right]) => left.localeCompare(right));
    return sorted.flatMap(([name, value]) => valueLines(`${name}: `, value, '    '));
}

function valueLines(label: string, value: unknown, indent: string): string[] {
    const start = `${indent}${label}`;
    if (value === UNKNOWN) return [`${start}[unknown]`];
    if (typeof value !== 'object' || value === null) return [`${start}${JSON.stringify(value)}`];
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    const entries = Object.entries(value);
    if (entries.length === 0) return [`${start}${open}${close}`];
    const inner = entries.flatMap(([key, part]) =>
        valueLines(Array.isArray(value) ? `[${key}]: ` : `${key}: `, part, `${indent}    `),
    );
    return [`${start}${open}`, ...inner, `${indent}${close}`];
}

/** Writes a duration as the CLI does: `850ms`, `12s`, `1m5s`, `2h0m3s`. */
export function formatDuration(durationMs: number): string {
    if (durationMs < 1000) {
        return `${Math.round(durationMs)}ms`;
    }
    const seconds = Math.round(durationMs / 1000);
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    return `${hours > 0 ? `${hours}h` : ''}${seconds >= 60 ? `${minutes}m` : ''}${seconds % 60}s`;
}
