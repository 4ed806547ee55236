import { z } from 'zod';

/**
 * Checks the path of a place inside metadata, such as `app_metadata.previous_user_id`.
 *
 * @internal
 */
export const metadataPath = z
    .string()
    .regex(
        /^(app_metadata|user_metadata)(\.(?!__proto__(\.|$))[^.$]+)+$/,
        'expected a path such as app_metadata.previous_user_id',
    );
