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
