import type { SourcePreset } from './preset.ts';
import { isYes, textAt } from './record-values.ts';

/** Reads the table `auth_user` of Django, or what `manage.py dumpdata auth.user` prints. */
export const django: SourcePreset = {
    columns: {
        user_id: ['pk', 'id'],
        email: ['fields.email', 'email'],
        username: ['fields.username', 'username'],
        given_name: ['fields.first_name', 'first_name'],
        family_name: ['fields.last_name', 'last_name'],
        blocked: (record) => {
            const isActive = textAt(record, 'is_active') ?? record['is_active'];
            const { fields } = record as { fields?: { is_active?: unknown } };
            const value = fields?.is_active ?? isActive;
            return value === undefined || value === null || isYes(value) ? undefined : true;
        },
    },
    blockedBy: ['is_active', 'fields.is_active'],
    passwordHash: (record) => {
        const hash = textAt(record, 'fields', 'password') ?? textAt(record, 'password');
        return hash === undefined ? undefined : { hash };
    },
    isPerson: ({ model }) => typeof model !== 'string' || /user$/i.test(model),
};
