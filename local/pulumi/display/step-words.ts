import type { StepOp } from '../engine/engine-event.ts';

/** How an operation is shown: its sign in the tree, and its verb while it runs and when it is done. */
export interface StepWords {
    readonly sign: string;
    readonly running: string;
    readonly done: string;
    /** In the summary of a preview. */
    readonly planned: string;
}

const WORDS: Readonly<Record<StepOp, StepWords>> = {
    same: { sign: ' ', running: '', done: 'unchanged', planned: 'unchanged' },
    create: { sign: '+', running: 'creating', done: 'created', planned: 'create' },
    import: { sign: '=', running: 'importing', done: 'imported', planned: 'import' },
    update: { sign: '~', running: 'updating', done: 'updated', planned: 'update' },
    delete: { sign: '-', running: 'deleting', done: 'deleted', planned: 'delete' },
    replace: { sign: '+-', running: 'replacing', done: 'replaced', planned: 'replace' },
    'create-replacement': {
        sign: '++',
        running: 'creating replacement',
        done: 'created replacement',
        planned: 'create replacement',
    },
    'delete-replaced': {
        sign: '--',
        running: 'deleting original',
        done: 'deleted original',
        planned: 'delete original',
    },
    discard: { sign: '<', running: 'discarding', done: 'discarded', planned: 'discard' },
    read: { sign: '>', running: 'reading', done: 'read', planned: 'read' },
    refresh: { sign: '~', running: 'refreshing', done: 'refreshed', planned: 'refresh' },
};

/** Gives the words of an operation, as the CLI uses them. */
export function wordsOf(op: StepOp): StepWords {
    return WORDS[op];
}
