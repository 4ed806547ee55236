import { isAlone, whyStays } from '../decommission/delete-seen-user.ts';
import type { StayReason } from '../decommission/staying-users.ts';
import { differingFields } from '../identity/differing-fields.ts';
import { digestFields } from '../identity/field-digests.ts';
import { wasTouched } from '../identity/was-touched.ts';
import { isOfConnection } from '../imports/of-connection.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { ReplacedUser, Replacement } from './replacement.ts';

/** What a look by address shows of the two users with one ID. It is immediately consistent, and names the connection of each. */
export interface Look {
    /** The user of the source; undefined where it does not have its address any more. */
    readonly source: UserRecord | undefined;
    /** Why it must not be deleted; undefined for one that is as its export showed it. */
    readonly stays: StayReason | undefined;
    /** The user of the target with the same ID. */
    readonly copy: UserRecord | undefined;
    /** Whether the copy has all that was sent. */
    readonly isAsSent: boolean;
    /** Whether somebody has changed the copy, or logged in as it. */
    readonly isTouched: boolean;
}

/** Looks at a user in both connections. */
export async function look({ run, source }: Replacement, user: ReplacedUser): Promise<Look> {
    const { target, store } = run;
    const { userId, email } = user.source;
    const inSource = await source.tenant.findUsersByEmail(email);
    const inTarget = user.targetEmail === email ? inSource : await target.tenant.findUsersByEmail(user.targetEmail);
    const isIt = (connection: string) => (profile: UserRecord) =>
        profile['user_id'] === userId && isOfConnection(profile, connection);
    const copy = inTarget.find(isIt(target.connection.name));
    const digest = (text: string) => store.ledger.digest(text);
    return {
        source: inSource.find(isIt(source.connection.name)),
        stays: whyStays(inSource, source.connection.name, user.source),
        copy,
        isAsSent:
            copy !== undefined &&
            isAlone(copy, target.connection.name) &&
            differingFields(user.item.fields, digestFields(copy, digest)).length === 0,
        isTouched: copy !== undefined && wasTouched(copy),
    };
}

/** A process that works on a group has deleted its users of the source, or taken their copies back, long before a copy is so old. */
const LONGEST_GROUP_MS = 5 * 60_000;

/**
 * Looks at a user again whose copy this run is not known to have made, once the copy is old enough: another process, with another folder, may be
 * about to delete the user of the source.
 *
 * @param seen - the look before; the same where there is no copy
 */
export async function lookLater(replacement: Replacement, user: ReplacedUser, seen: Look): Promise<Look> {
    if (seen.copy === undefined) return seen;
    const { time } = replacement.run;
    const createdAt = Date.parse(String(seen.copy['created_at']));
    const ageMs = Number.isNaN(createdAt) ? 0 : time.clock.now() - createdAt;
    await time.sleep(Math.min(LONGEST_GROUP_MS, Math.max(0, LONGEST_GROUP_MS - ageMs)));
    return await look(replacement, user);
}
