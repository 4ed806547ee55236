import type { CheckedDefinition } from '../definition.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import { readJsonLines } from '../run-store/json-lines.ts';

/** A user whom a ghost keeps out of the target, as the list of a pass has it; personal data. */
export interface ListedGhost {
    readonly sourceUserId: string;
    readonly email: string;
}

/** The users whose ghosts an earlier pass found and who were asked to log in, by their ID in the source. */
export type AwaitedGhosts = ReadonlyMap<string, ListedGhost>;

const LIST = /^pass-(\d+)-ghosts\.ndjson$/;

/** Names the artifact of a pass that lists the users whom ghosts keep out. */
export function ghostListOf(pass: number): string {
    return `pass-${pass}-ghosts.ndjson`;
}

/**
 * Reads whose login is waited for: the ghosts of the newest list.
 *
 * They are not sent again. Auth0 may make a second user of somebody whom it knows and does not show, and only a login
 * brings the two rows together without loss.
 *
 * @returns nobody unless the definition says `ghosts: { repair: 'by-login' }`, or when the list was purged
 * @see https://community.auth0.com/t/90646
 */
export async function readAwaitedGhosts(
    artifacts: Artifacts,
    { ghosts: { repair } }: Pick<CheckedDefinition, 'ghosts'>,
): Promise<AwaitedGhosts> {
    const awaited = new Map<string, ListedGhost>();
    if (repair !== 'by-login') return awaited;
    const [newest] = (await artifacts.list())
        .map((name) => ({ name, pass: Number(LIST.exec(name)?.[1] ?? Number.NaN) }))
        .filter(({ pass }) => !Number.isNaN(pass))
        .sort((a, b) => b.pass - a.pass);
    if (newest === undefined) return awaited;
    for await (const ghosts of readJsonLines<ListedGhost>(artifacts, newest.name)) {
        for (const ghost of ghosts) awaited.set(ghost.sourceUserId, ghost);
    }
    return awaited;
}
