const BCRYPT_LETTERS = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Invents what looks like a bcrypt hash of cost 10, another one for each number. */
export function inventHash(number: number): string {
    let tail = '';
    for (let at = 0, seed = number + 1; at < 53; at += 1) {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
        tail += BCRYPT_LETTERS[(seed >>> 16) % 64] ?? '.';
    }
    return `$2b$10$${tail}`;
}
