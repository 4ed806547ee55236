import { inventHash } from '../invented-hash.ts';

// A prime: its multiples are spread over all addresses, so that they come in no order.
const SPREAD = 15_485_863;

/** A user as a seed and an import file have them, of about 1 kB, without the `auth0|` prefix. */
export function inventUser(number: number): Record<string, unknown> {
    const id = `5f${number.toString(16).padStart(22, '0')}`;
    return {
        user_id: id,
        email: addressOf(number),
        email_verified: number % 5 > 0,
        given_name: 'Zoë',
        family_name: `Number ${number}`,
        name: `Zoë Number ${number}`,
        nickname: `zoe${number}`,
        picture: `https://images.example.com/${id}.png?s=480&r=pg`,
        password_hash: inventHash(number),
        user_metadata: {
            language: 'en',
            theme: number % 2 === 0 ? 'dark' : 'light',
            address: { city: 'Zürich', lines: [`${number} Example Street`, 'Second floor'], postal_code: '8001' },
            notes: `Prefers to be written to, and that in ${number % 3} languages. `.repeat(3),
        },
        app_metadata: {
            plan: 'business',
            billing: { customer: `cus_${number.toString(36).padStart(8, '0')}`, seats: number % 50, vat: false },
            features: ['reports', 'exports', 'single-sign-on'],
        },
    };
}

/** The e-mail address of an invented user. */
export function addressOf(number: number): string {
    return `${((number * SPREAD) % 4_294_967_296).toString(36)}.user@example.com`;
}
