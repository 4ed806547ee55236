import type { Artifacts } from '../run-store/artifacts.ts';
import { readJsonLines } from '../run-store/json-lines.ts';
import type { ReplacedFields } from '../users/replaced-fields.ts';

/** What an update of a run replaced of an account that was in the target before; personal data. */
export interface ReplacedUser extends ReplacedFields {
    readonly sourceUserId: string;
    /** The full ID in the target. */
    readonly targetUserId: string;
}

/** Name of the list of a pass, behind the pass. */
export const REPLACED_LIST = 'overwritten.ndjson';

/**
 * Reads what the passes of a run replaced, the newest pass first, so that stepping back ends at what was there before the run.
 *
 * @param after - a pass: it and earlier ones are left out
 */
export async function* readReplacedUsers(artifacts: Artifacts, after: number): AsyncGenerator<ReplacedUser[]> {
    const passes = (await artifacts.list())
        .map((name) => ({ name, pass: Number(/^pass-(\d+)-overwritten\.ndjson$/.exec(name)?.[1] ?? 0) }))
        .filter(({ pass }) => pass > after)
        .sort((a, b) => b.pass - a.pass);
    for (const { name } of passes) yield* readJsonLines<ReplacedUser>(artifacts, name);
}
