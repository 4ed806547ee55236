import { ApiError } from '../../errors.ts';
import type { App } from '../../server.ts';

const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\]):\d+$/;

/** Guards the control API, which asks for no token, against web pages that a browser of this machine shows. */
export function guardControlApi(app: App): void {
    app.addHook('onRequest', ({ host, headers }, _reply, done) => {
        const { origin } = headers;
        // A page of another site has another origin; one whose name was made to lead here has another host.
        if (!OWN_HOST.test(host) || (origin !== undefined && origin !== `https://${host}`))
            throw new ApiError(403, 'The control API is for this machine only.', 'foreign_origin');
        done();
    });
}
