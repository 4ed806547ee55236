import { openArtifactWriter } from '../run-store/artifact-writer.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import { jsonLine, readJsonLines } from '../run-store/json-lines.ts';
import { type Assignment, noAssignments, sizeOf } from './assignment.ts';

/** Users of one line at most: whole calls, whatever their size, and small enough to be held. */
const USERS_PER_LINE = 1_000;

/** Assignments that are written down, so that memory holds a few only. */
export interface AssignmentFile {
    /** How many of each kind were written. */
    readonly counts: Record<Assignment['kind'], number>;
    /** Writes assignments; many users are written as several lines. */
    add(assignment: Assignment): Promise<void>;
    /** Resolves when all are there. */
    end(): Promise<void>;
    /** Gives the file up. */
    abort(): Promise<void>;
}

/** Opens a file of assignments for writing. */
export function openAssignmentFile(artifacts: Artifacts, name: string): AssignmentFile {
    const writer = openArtifactWriter(artifacts, name);
    const counts = noAssignments();
    const line = (assignment: Assignment) => writer.write(jsonLine(assignment));
    return {
        counts,
        async add(assignment) {
            const size = sizeOf(assignment);
            counts[assignment.kind] += size;
            if (size === 0) return;
            if (!('users' in assignment)) {
                await line(assignment);
                return;
            }
            const { users } = assignment;
            for (let at = 0; at < users.length; at += USERS_PER_LINE)
                await line({ ...assignment, users: users.slice(at, at + USERS_PER_LINE) });
        },
        end: () => writer.end(),
        abort: () => writer.abort(),
    };
}

/** Reads a file of assignments, in order. */
export async function* readAssignments(artifacts: Artifacts, name: string): AsyncGenerator<Assignment> {
    for await (const assignments of readJsonLines<Assignment>(artifacts, name)) yield* assignments;
}
