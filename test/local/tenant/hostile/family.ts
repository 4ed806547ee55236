import type fc from 'fast-check';
import type { Answer, HostileRequest } from './hostile-request.ts';

/** A kind of bad requests: how to make them, how many, and which answers do. */
export interface Family {
    name: string;
    count: number;
    requests: fc.Arbitrary<HostileRequest>;
    /** Says whether an answer does. */
    accepts: (status: Answer['status']) => boolean;
}

const isRefusal = (status: Answer['status']) =>
    typeof status === 'number' && ((status >= 400 && status < 500) || status === 501);

/** Nothing but a refusal does: 4xx, or 501 for what is not served. */
export const refused = isRefusal;

/** Auth0 would take some of these, so that a success does too. */
export const refusedOrHarmless = (status: Answer['status']): boolean =>
    isRefusal(status) || (typeof status === 'number' && status >= 200 && status < 300);
