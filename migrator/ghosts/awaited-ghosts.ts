import type { Artifacts } from '../run-store/artifacts.ts';
import type { CheckedDefinition } from '../definition.ts';
import { splitLines } from '../records/lines.ts';
import type { PlannedUser } from '../users/user-fate.ts';

/** A user whom a ghost keeps out of the target, as the list of a pass has it; personal data. */
export interface ListedGhost {
    readonly sourceUserId: string;
    readonly email: string;
}

/** The users whose ghosts an earlier pass found and who were asked to log in, by their ID in the source. */
export type AwaitedGhosts = ReadonlyMap<string, ListedGhost>;

/** Makes the line of a user in the list of ghosts. */
export function listedGhostOf({ sourceUserId, user }: Pick<PlannedUser, 'sourceUserId' | 'user'>): ListedGhost {
    return { sourceUserId, email: user.email };
}

/**
 * Writes the list of the users whom ghosts keep out.
 *
 * @returns the name of the artifact
 */
export async function writeGhostList(
    { artifacts, pass }: { readonly artifacts: Artifacts; readonly pass: number },
    ghosts: readonly ListedGhost[],
): Promise<string> {
    const name = nameOf(pass);
    await artifacts.write(
        name,
        ghosts.map((ghost) => Buffer.from(`${JSON.stringify(ghost)}\n`)),
    );
    return name;
}

/**
 * Reads whose login is waited for: the ghosts that the last pass before this one has listed.
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
    pass: number,
): Promise<AwaitedGhosts> {
    const awaited = new Map<string, ListedGhost>();
    const name = nameOf(pass - 1);
    if (repair !== 'by-login' || !(await artifacts.has(name))) return awaited;
    for await (const lines of splitLines(artifacts.read(name) as AsyncIterable<Buffer>)) {
        for (const { bytes } of lines) {
            const ghost = JSON.parse(bytes.toString('utf8')) as ListedGhost;
            awaited.set(ghost.sourceUserId, ghost);
        }
    }
    return awaited;
}

function nameOf(pass: number): string {
    return `pass-${pass}-ghosts.ndjson`;
}
