import {
    type Interferences,
    type PassingAnswer,
    type PassingRequest,
    refusal,
} from '../migrator/running/interfering-proxy.ts';

/** Makes the first calls of a kind go wrong. */
export type Fault = (isKind: (passing: PassingRequest) => boolean) => Interferences;

const onFirst = (
    count: number,
    act: (passing: PassingRequest) => PassingAnswer | 'cut',
    when: keyof Interferences,
): Fault => {
    return (isKind) => {
        let left = count;
        return {
            [when]: (passing: PassingRequest) => {
                if (left === 0 || !isKind(passing)) return undefined;
                left -= 1;
                return act(passing);
            },
        };
    };
};

const answer = (type: string, body: string): PassingAnswer => ({
    status: 200,
    headers: { 'content-type': type },
    body: Buffer.from(body),
});

/** Everything that can go wrong with a call, by its name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
    'a rate limit': onFirst(
        2,
        () => refusal(429, 'Global limit has been reached', { 'retry-after': '0.2' }),
        'beforeTenant',
    ),
    'a 500 before': onFirst(1, () => refusal(500, 'Internal error.'), 'beforeTenant'),
    'a 502 after': onFirst(1, () => refusal(502, 'Bad gateway'), 'afterTenant'),
    'a 503 twice': onFirst(2, () => refusal(503, 'Service unavailable'), 'beforeTenant'),
    'a line cut before': onFirst(1, () => 'cut', 'beforeTenant'),
    'a line cut after': onFirst(1, () => 'cut', 'afterTenant'),
    'an empty object': onFirst(1, () => answer('application/json', '{}'), 'afterTenant'),
    "a proxy's page": onFirst(1, () => answer('text/html', '<html>Log in to the network</html>'), 'afterTenant'),
    'a token refused': onFirst(1, () => refusal(401, 'Invalid token.'), 'beforeTenant'),
    'a refusal': onFirst(1, () => refusal(403, 'Insufficient scope, expected any of: x'), 'beforeTenant'),
};
