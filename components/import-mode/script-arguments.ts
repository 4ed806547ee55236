import type { DatabaseScriptTexts } from '../../migrator/scripts/check-scripts.ts';
import { ghostRecipesOf } from '../../migrator/scripts/ghost-recipes.ts';
import type { BeforeFirstLogin, ScriptPolicy } from '../../migrator/scripts/import-scripts.ts';

/** What all generated scripts take. */
export interface ImportModePolicy extends Omit<ScriptPolicy, 'target' | 'hasContext'> {
    /**
     * What happens when somebody signs up, resets a password or is created with an address that the source has and Auth0 does not yet.
     *
     * - `refuse`: they are told to log in. No ghost can come about. A forgotten password is reset at the source.
     * - `answer`: they get what the source has; a password can be reset before the first login. A user who does not log in afterwards is a ghost.
     *
     * @default 'refuse'
     */
    readonly beforeFirstLogin?: BeforeFirstLogin;
    /**
     * Whether Login looks, before a user moves, if another one has the username or phone number: Auth0 would keep a ghost. It costs a call of the
     * Management API for each user who moves, and a client of the target tenant, which is made for it.
     *
     * @default false
     */
    readonly checksTakenNames?: boolean;
}

/** Says what ghosts these scripts allow. */
export function ghostNotes(
    { beforeFirstLogin = 'refuse', checksTakenNames = false }: ImportModePolicy,
    carriedNames: readonly string[],
): readonly string[] {
    const carried = checksTakenNames ? [] : carriedNames;
    return recipeNotes(
        beforeFirstLogin === 'answer'
            ? ["Get User answers before the first login (`beforeFirstLogin: 'answer'`)", ANSWERED]
            : undefined,
        carried.length === 0
            ? undefined
            : `${carried.join(' and ')} move too, and another user may have them already (\`checksTakenNames\`)`,
    );
}

/** Says what ghosts scripts of one's own allow, as far as they can be read. */
export function ownGhostNotes(scripts: DatabaseScriptTexts): readonly string[] {
    const { isAnswering, carriesNames } = ghostRecipesOf(scripts);
    return recipeNotes(
        isAnswering
            ? ['Get User may answer before the first login, with an address that may be an old one', STALE]
            : undefined,
        carriesNames ? 'Login may give a username or phone number, and another user may have it already' : undefined,
    );
}

const ANSWERED = ['reset-without-login', 'create-while-get-user-answers', 'deleted-in-auth0-only'];
const STALE = [...ANSWERED, 'stale-get-user'];

function recipeNotes(
    answers: readonly [why: string, causes: readonly string[]] | undefined,
    names: string | undefined,
): readonly string[] {
    const [why, causes] = answers ?? [undefined, []];
    const all = [...causes, ...(names === undefined ? [] : ['profile-in-the-way'])];
    if (all.length === 0) return ['Ghosts: these scripts allow none.'];
    const reasons = [why, names].filter((reason) => reason !== undefined);
    return [`Ghosts: these scripts allow ${all.join(', ')}, for ${reasons.join(', and ')}. See docs/ghosts.md.`];
}
