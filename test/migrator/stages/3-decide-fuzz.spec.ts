import assert from 'node:assert/strict';
import { withPlan } from '../plan/planned-case.ts';

const LINES = 10_000;
const GOOD = {
    user_id: 'auth0|1',
    email: 'user@example.com',
    email_verified: true,
    identities: [{ provider: 'auth0', connection: 'legacy', user_id: '1' }],
    user_metadata: { a: [1, { b: 'ü' }] },
    app_metadata: { plan: 'gold' },
};
const WRONG_VALUES = [null, 0, -1, 1e308, true, '', 'x'.repeat(400), [], [[[]]], {}, { $a: 1 }, '\ud800', '\u0000'];

describe('decideUsers with lines that nobody should send', function () {
    this.timeout(120_000);

    it('gives each of 10,000 broken lines a fate of its own, in its place, and stops at none', async () => {
        const random = numbers(20_261_122);
        const pick = <T>(items: readonly T[]): T => items[random() % items.length] as T;
        const damage = [
            truncate,
            wrongType,
            flipBytes,
            duplicateKey,
            prototypeKey,
            nestDeeply,
            notUtf8,
            byteOrderMark,
            carriageReturn,
        ];
        const lines = Array.from({ length: LINES }, (_, number) => {
            if (number % 2_500 === 1_250) return hugeLine(number);
            const good = { ...GOOD, user_id: `auth0|${number}`, email: `user.${number}@example.com` };
            return pick(damage)(good, random, pick);
        });
        const source = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
        const definition = {
            description: 'Fuzz.',
            passwords: { whenMissing: 'reset' as const },
            userIds: { policy: 'retain' as const },
        };
        await withPlan({ definition, source }, ({ fates, excluded, decided, batches }) => {
            assert.deepEqual(
                fates.map(({ line }) => line),
                lines.map((_, index) => index + 1),
            );
            assert.equal(decided.counts.source, LINES);
            assert.ok(excluded.length > LINES / 3, String(excluded.length));
            for (const { line, reason, detail } of excluded) {
                assert.ok(
                    line >= 1 && line <= LINES && /^[A-Z_0-9]+$/.test(reason) && detail.length > 10,
                    `${line} ${reason}`,
                );
                assert.doesNotMatch(detail, /user\.\d+@example\.com/);
            }
            for (const { file } of batches) {
                for (const user of JSON.parse(file.toString('utf8')) as Record<string, unknown>[]) {
                    assert.equal(typeof user['email'], 'string');
                    assert.equal(Object.hasOwn(user, '__proto__'), false);
                }
            }
            assert.equal(({} as Record<string, unknown>)['admin'], undefined);
        });
    });
});

type Random = () => number;
type Pick = <T>(items: readonly T[]) => T;

function truncate(good: object, random: Random): Buffer {
    const bytes = Buffer.from(JSON.stringify(good));
    return bytes.subarray(0, 1 + (random() % (bytes.length - 1)));
}

function wrongType(good: object, _random: Random, pick: Pick): Buffer {
    return Buffer.from(JSON.stringify({ ...good, [pick(Object.keys(GOOD))]: pick(WRONG_VALUES) }));
}

function flipBytes(good: object, random: Random): Buffer {
    const bytes = Buffer.from(JSON.stringify(good));
    for (let count = 0; count < 3; count += 1) {
        const byte = random() % 256;
        bytes[random() % bytes.length] = byte === 10 ? 11 : byte;
    }
    return bytes;
}

function duplicateKey(good: object): Buffer {
    return Buffer.from(JSON.stringify(good).replace('{', '{"email":"first@example.com",'));
}

function prototypeKey(good: object): Buffer {
    return Buffer.from(JSON.stringify(good).replace('"plan":"gold"', '"__proto__":{"admin":true}'));
}

function nestDeeply(good: object, random: Random): Buffer {
    const depth = 1 + (random() % 20_000);
    return Buffer.from(JSON.stringify(good).replace('"gold"', `${'['.repeat(depth)}${']'.repeat(depth)}`));
}

function notUtf8(good: object): Buffer {
    return Buffer.from(JSON.stringify({ ...good, name: 'José' }), 'latin1');
}

function byteOrderMark(good: object): Buffer {
    return Buffer.from(`\ufeff${JSON.stringify(good)}`);
}

function carriageReturn(good: object): Buffer {
    return Buffer.from(`${JSON.stringify(good)}\r`);
}

function hugeLine(number: number): Buffer {
    const line = JSON.stringify({ ...GOOD, user_id: `auth0|${number}`, email: `huge.${number}@example.com` });
    return Buffer.from(line.replace('"gold"', `"${'x'.repeat(5 * 1024 * 1024)}"`));
}

// Xorshift: the same lines at every run.
function numbers(seed: number): Random {
    let state = seed;
    return () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return state >>> 0;
    };
}
