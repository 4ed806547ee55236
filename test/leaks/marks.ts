import assert from 'node:assert/strict';

/** Nobody's secrets and addresses, in the forms that they have: one of them in an output is a leak. */
export const MARKS = {
    address: 'zz.marked@marked.example.com',
    phone: '+15550987654321',
    password: 'Zz-Marked-Password-1',
    hash: '$2b$10$ZzMarkedZzMarkedZzMarkeOe4uPuc3bRO9mA6jd1fQGm4BwYpJ5k',
    key: 'c7b1f0aa93d64e5b8f2a7d19e06c4b83c7b1f0aa93d64e5b8f2a7d19e06c4b83',
    secret: 'ZzMarked_9fK2-aQ7xWm4Rt8Lc1Vb6Nh3Jd5Gs0Yp-Zo2Ei7Uu4Tk8Bq1Xw6Cv3',
    token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ6ei1tYXJrZWQifQ.ZzMarkedSignatureZzMarkedSignature0',
    pgp: '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlFgEZzMarkedZzMarked0ZzMarkedZzMarked1\n-----END PGP PRIVATE KEY BLOCK-----',
} as const;

/** What is looked for: of a key over several lines, the line that is secret. */
const LOOKED_FOR = [...Object.values(MARKS), 'lFgEZzMarkedZzMarked0ZzMarkedZzMarked1', 'marked.example.com'].filter(
    (mark) => !mark.includes('\n'),
);

/** Fails where a text holds one of the marks, as it is or as JSON and URLs write it. */
export function assertUnmarked(text: string, where: string): void {
    for (const mark of LOOKED_FOR) {
        for (const form of new Set([mark, JSON.stringify(mark).slice(1, -1), encodeURIComponent(mark)])) {
            const at = text.indexOf(form);
            assert.equal(at, -1, `${where} shows ${form}: ${text.slice(Math.max(0, at - 150), at + 100)}`);
        }
    }
}
