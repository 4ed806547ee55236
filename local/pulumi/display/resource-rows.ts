import type { EngineEvent, Step } from '../engine/engine-event.ts';
import { nameOf, STACK_TYPE, typeOf } from '../values/urn.ts';
import { wordsOf } from './step-words.ts';
import { formatDuration } from './summary-lines.ts';

/** One resource on the screen. */
interface Row {
    readonly urn: string;
    readonly parent: string | undefined;
    sign: string;
    isUnchanged: boolean;
    /** What is being done to it, or was. */
    state: string;
    /** The last text that its provider sent. */
    status: string;
}

const NEW_ROW = { sign: '', isUnchanged: false, state: '', status: '' };

/** Keeps one row for each resource that was seen, in the order of the tree. */
export class ResourceRows {
    readonly #rows = new Map<string, Row>();
    #stackUrn = '';
    #isPreview = false;

    /** Takes over what an event says about a resource; other events change nothing. */
    apply(event: EngineEvent): void {
        switch (event.type) {
            case 'run-started':
                this.#isPreview = event.command === 'preview';
                break;
            case 'step-started':
                this.#set(event.step, wordsOf(event.step.op).running);
                break;
            case 'step-finished':
                this.#set(event.step, describeEnd(event.step, event.elapsedMs, this.#isPreview));
                break;
            case 'step-failed':
                this.#set(
                    event.step,
                    `**${wordsOf(event.step.op).running} failed** (${formatDuration(event.elapsedMs)})`,
                );
                break;
            case 'status':
                this.#setStatus(event.urn, event.message);
                break;
            case 'diagnostic':
                if (event.diagnostic.urn !== '') {
                    this.#setStatus(event.diagnostic.urn, event.diagnostic.message);
                }
                break;
            default:
        }
    }

    /**
     * Writes the tree: sign, type, name, what was done, last status; children below their parents. Unchanged resources are left out, unless they
     * said something or one below them changed.
     */
    format(): string[] {
        const rows = [...this.#rows.values()];
        const roots = rows.filter(({ parent }) => parent === undefined || !this.#rows.has(parent));
        const lines = roots.flatMap((row) => this.#formatBranch(row, rows, ''));
        const width = Math.max(0, ...lines.map(({ head }) => head.length));
        return lines.map(({ head, tail }) => `${head.padEnd(width)}  ${tail}`.trimEnd());
    }

    #formatBranch(row: Row, rows: readonly Row[], indent: string): { head: string; tail: string }[] {
        const label = `${typeLabel(row.urn)}  ${nameOf(row.urn)}`;
        const children = rows.filter(({ parent }) => parent === row.urn);
        const below = children.flatMap((child) => this.#formatBranch(child, rows, `${indent}   `));
        const status = row.status === '' ? '' : firstLine(row.status);
        if (row.isUnchanged && status === '' && below.length === 0) return [];
        return [
            { head: ` ${row.sign.padEnd(2)} ${indent}${label}`, tail: [row.state, status].filter(Boolean).join('  ') },
            ...below,
        ];
    }

    #set({ op, urn, old, new: made }: Step, state: string): void {
        if (typeOf(urn) === STACK_TYPE) {
            this.#stackUrn = urn;
        }
        const row = this.#rows.get(urn) ?? { urn, parent: (made ?? old)?.parent, ...NEW_ROW };
        // The last step of a replacement must not hide that it was one.
        row.sign = op === 'delete-replaced' || op === 'create-replacement' ? '+-' : wordsOf(op).sign;
        row.isUnchanged = op === 'same';
        row.state = state;
        this.#rows.set(urn, row);
    }

    #setStatus(urn: string, status: string): void {
        const row = this.#rows.get(urn === '' ? this.#stackUrn : urn);
        if (row === undefined) {
            this.#rows.set(urn, { urn, parent: undefined, ...NEW_ROW, status });
        } else {
            row.status = status;
        }
    }
}

/**
 * Shortens a type as the CLI does: `auth0:index/connection:Connection` is `auth0:index:Connection`. A module that ends otherwise than its
 * type stays as it is.
 */
export function typeLabel(urn: string): string {
    return typeOf(urn).replace(/^([^:]+:[^:/]+)\/([^:]+):(.+)$/, (token, module: string, last: string, type: string) =>
        last === `${type.charAt(0).toLowerCase()}${type.slice(1)}` ? `${module}:${type}` : token,
    );
}

/** Says what a step did and how long it took, or in a preview what it would do; doing nothing takes no time. */
export function describeEnd({ op }: Step, elapsedMs: number, isPreview: boolean): string {
    const { done, planned } = wordsOf(op);
    if (isPreview) {
        return planned;
    }
    return op === 'same' || op === 'replace' ? done : `${done} (${formatDuration(elapsedMs)})`;
}

function firstLine(text: string): string {
    return text.split('\n', 1)[0] ?? '';
}
