import { isEmailAddress } from './import-email.ts';
import type { ReportProblem } from './import-problem.ts';
import { bcryptHeadOf } from './password-hashes/bcrypt-form.ts';

const MAX_EMAIL_LENGTH = 254;
const MAX_LOCAL_PART_LENGTH = 64;
const MAX_USER_ID_LENGTH = 255;
const MAX_USERNAME_LENGTH = 128;
const WHITE_SPACE = /\s/;
const PHONE_NUMBER = /^\+[0-9]{1,15}$/;
const USERNAME = /^[A-Za-z0-9@`^$!\-#.+'~_]*$/;
// The pattern that Auth0 names when it refuses one; only bcrypt of cost 10 fits it in earnest.
const PASSWORD_HASH_HEAD = /^\$2[ab]?\$10+\$$/;
const SURROGATE_PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;
const WEB_ADDRESS = /^https?:\/\/[^\s<>"]+$/i;

/**
 * Checks the texts of a profile, one function a field; each takes a string.
 *
 * @see https://auth0.com/docs/manage-users/user-accounts/user-profiles/user-profile-structure (read 2026-08-20)
 */
export const CHECKS_OF_TEXT = {
    email: (text, report) => {
        const isTooLong = text.length > MAX_EMAIL_LENGTH || text.lastIndexOf('@') > MAX_LOCAL_PART_LENGTH;
        if (isTooLong) {
            const rule = `at most ${MAX_EMAIL_LENGTH} characters, and ${MAX_LOCAL_PART_LENGTH} before the @`;
            report('email', 'EMAIL_TOO_LONG', `Expected \`email\` to have ${rule}`);
        } else if (!isEmailAddress(text)) report('email', 'EMAIL_INVALID', 'Expected `email` to be an e-mail address');
    },
    phone_number: (text, report) => {
        if (PHONE_NUMBER.test(text)) return;
        report('phone_number', 'PHONE_NUMBER_INVALID', 'Expected `phone_number` to be in E.164, such as +12125550001');
    },
    user_id: (text, report) => {
        if (text.length <= MAX_USER_ID_LENGTH && !WHITE_SPACE.test(text)) return;
        const rule = `at most ${MAX_USER_ID_LENGTH} characters and no white space`;
        report('user_id', 'USER_ID_INVALID', `Expected \`user_id\` to have ${rule}`);
    },
    username: (text, report) => {
        checkLength('username', text, MAX_USERNAME_LENGTH, report);
        if (USERNAME.test(text) && !isEmailAddress(text)) return;
        const rule = "letters, digits and @ ` ^ $ ! - # . + ' ~ _ only, and not to be an e-mail address";
        report('username', 'USERNAME_INVALID', `Expected \`username\` to have ${rule}`);
    },
    given_name: (text, report) => {
        checkLength('given_name', text, 150, report);
    },
    family_name: (text, report) => {
        checkLength('family_name', text, 150, report);
    },
    // The documents say 150 and 350 for these two; the schema of the API says 300 for both.
    name: (text, report) => {
        checkLength('name', text, 300, report);
    },
    nickname: (text, report) => {
        checkLength('nickname', text, 300, report);
    },
    picture: (text, report) => {
        if (WEB_ADDRESS.test(text) && URL.canParse(text)) return;
        report(
            'picture',
            'PICTURE_INVALID',
            'Expected `picture` to be an address that begins with http:// or https://',
        );
    },
    password_hash: (text, report) => {
        const head = bcryptHeadOf(text);
        if (head !== undefined && PASSWORD_HASH_HEAD.test(head)) return;
        report(
            'password_hash',
            'PASSWORD_HASH_INVALID',
            'Expected `password_hash` to be bcrypt, $2a$ or $2b$, of cost 10',
        );
    },
} as const satisfies Record<string, (text: string, report: ReportProblem) => void>;

function checkLength(field: string, text: string, max: number, report: ReportProblem): void {
    if (text === '') report(field, 'TEXT_EMPTY', `Expected \`${field}\` to have at least 1 character`);
    // Code points, as JSON schema counts; a text has at most as many as it has UTF-16 units.
    else if (text.length > max && text.slice(0, 2 * max + 1).replace(SURROGATE_PAIR, ' ').length > max) {
        report(field, 'TEXT_TOO_LONG', `Expected \`${field}\` to have at most ${max} characters`);
    }
}
