import type { Control } from '../../control/control.ts';
import { invalidBody } from '../../errors.ts';
import { isoTime } from '../../formatters.ts';
import { requirePayload } from '../../payload.ts';
import type { Schema } from '../../schema.ts';
import type { App } from '../../server.ts';

const CHANGES: Schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
        frozen: { type: 'boolean' },
        now: { type: 'string' },
        advance_ms: { type: 'integer', minimum: 0 },
    },
};

/** Serves `/_local/clock`: the tenant's time can be read, frozen and moved forward. */
export function clockRoutes(app: App, { clock }: Control): void {
    const show = () => ({ now: isoTime(clock.now()), frozen: clock.isFrozen });

    app.get('/clock', show);

    app.patch('/clock', (request) => {
        const changes = requirePayload(CHANGES, request.body) as {
            frozen?: boolean;
            now?: string;
            advance_ms?: number;
        };
        const durationMs = durationOf(changes, clock.now());
        if (changes.frozen === true) clock.freeze();
        clock.advance(durationMs);
        if (changes.frozen === false) clock.thaw();
        return show();
    });
}

function durationOf({ now, advance_ms: advanceMs = 0 }: { now?: string; advance_ms?: number }, nowMs: number): number {
    if (now === undefined) return advanceMs;
    const timeMs = Date.parse(now);
    // Backwards, tokens would be from the future and jobs would have ended before they began.
    if (!(timeMs >= nowMs)) throw invalidBody('Expected `now` to be a time that has not passed yet.');
    return timeMs - nowMs + advanceMs;
}
